import type { AppStatus } from "$lib/contract";

/** What the window asks of the program around it. Rejections are a `PublicError`, see `lib/errors`. */
export interface Host {
  appStatus(): Promise<AppStatus>;
  /** The window starts hidden and is shown when the first view is there, so that nobody sees it being built. */
  showWindow(): Promise<void>;
}
