export type { Host } from "./host";
export { tauriHost } from "./tauri";
