// The views that nobody sees first. The web view reads them when the window is there, so that it is there sooner.

export const activity = () => import("./ActivityView.svelte");
export const appliance = () => import("./ApplianceView.svelte");
export const archives = () => import("./ArchivesView.svelte");
export const connect = () => import("./ConnectView.svelte");
export const restore = () => import("./RestoreView.svelte");
export const settings = () => import("./SettingsView.svelte");

/** Has all of them read, so that none of them is waited for. */
export async function fetch(): Promise<void> {
  await Promise.all([appliance, archives, restore, activity, settings, connect].map((view) => view()));
}
