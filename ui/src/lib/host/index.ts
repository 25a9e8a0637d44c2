export type { Host } from "./host";
export { beginning, tauriHost } from "./tauri";
