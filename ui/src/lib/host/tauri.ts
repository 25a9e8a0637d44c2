import { invoke } from "@tauri-apps/api/core";
import type { AppStatus } from "$lib/contract";
import type { Host } from "./host";

export const tauriHost: Host = {
  appStatus: () => invoke<AppStatus>("app_status"),
  showWindow: () => invoke<void>("show_window"),
};
