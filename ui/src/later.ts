// What nobody sees first: the other views, and the dialogs, which bring their library with them. The web view reads it
// when the window is there, so that the window is there sooner.

export const activity = () => import("./views/ActivityView.svelte");
export const appliance = () => import("./views/ApplianceView.svelte");
export const archives = () => import("./views/ArchivesView.svelte");
export const connect = () => import("./views/ConnectView.svelte");
export const restore = () => import("./views/RestoreView.svelte");
export const settings = () => import("./views/SettingsView.svelte");

export const certificateDialog = () => import("./components/connect/CertificateDialog.svelte");
export const notKeptDialog = () => import("./components/connect/NotKeptDialog.svelte");
export const orphansDialog = () => import("./components/overview/OrphansDialog.svelte");
export const passwordDialog = () => import("./components/connect/PasswordDialog.svelte");
export const severalDialog = () => import("./components/overview/SeveralDialog.svelte");
export const trustDialog = () => import("./components/connect/TrustDialog.svelte");

/** Has all of it read, so that nothing of it is waited for. */
export async function fetch(): Promise<void> {
  const views = [appliance, archives, restore, activity, settings, connect];
  const asking = [passwordDialog, certificateDialog, trustDialog, notKeptDialog];
  const overview = [severalDialog, orphansDialog];
  await Promise.all([...views, ...asking, ...overview].map((part) => part()));
}
