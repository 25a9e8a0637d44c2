import { modals } from "$lib/modals.svelte";
import type { App } from "$lib/state/app.svelte";
import { m } from "../paraglide/messages";

/**
 * The keys that mean the same everywhere. Where the native menu has them as accelerators it takes them first; this
 * is for what no menu can do (F6) and for web views that keep a key to themselves. In front of an open dialog they do
 * nothing, what the web view would do with them included: F5 would load the page anew, and what was typed with it.
 */
export function shortcut(event: KeyboardEvent, app: App): void {
  if (event.defaultPrevented) return;
  const action = actionOf(event);
  if (!action) return;
  event.preventDefault();
  if (!modals.any) action(app);
}

/** Whether the command key does here what Control does elsewhere. */
export const onMac = (): boolean => navigator.platform.startsWith("Mac");

/** Whether the key that makes shortcuts is held. */
export const controlOf = (event: KeyboardEvent): boolean => (onMac() ? event.metaKey : event.ctrlKey);

/** How a shortcut is written on this machine: "Ctrl B", "Strg B", "⌘ B". */
export function keysFor(key: string): string {
  return onMac() ? `⌘ ${key}` : m.keys_control({ key });
}

function actionOf(event: KeyboardEvent): ((app: App) => void) | undefined {
  const control = controlOf(event);
  if (event.key === "F6") return () => nextRegion(event.shiftKey ? -1 : 1);
  if (event.key === "F5") return (app) => app.command("lookAgain");
  // On macOS it moves the caret by a word; there the menu has another key for it.
  if (event.altKey && event.key === "ArrowLeft" && !onMac()) return (app) => app.command("back");
  if (!control || event.altKey || event.shiftKey) return undefined;
  switch (event.key.toLowerCase()) {
    case "1":
      return (app) => app.router.go({ place: "overview" });
    case "2":
      return (app) => app.router.go({ place: "archives", archive: null });
    case "3":
      return (app) => app.router.go({ place: "activity" });
    case ",":
      return (app) => app.router.go({ place: "settings" });
    case "n":
      return (app) => app.router.go({ place: "connect" });
    case "b":
      return (app) => app.command("backUp");
    case "o":
      return (app) => app.command("addArchives");
    case "f":
      return (app) => app.command("find");
    default:
      return undefined;
  }
}

/** Regions carry `data-region`: sidebar, list, detail, in the order of the document. */
function nextRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")];
  if (regions.length === 0) return;
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + step + regions.length) % regions.length];
  const focusable = next?.querySelector<HTMLElement>(
    "[data-region-focus], a[href], button:not(:disabled), input:not(:disabled), [tabindex='0'], h1",
  );
  (focusable ?? next)?.focus();
}
