import type { App } from "$lib/state/app.svelte";

/**
 * The keys that mean the same everywhere. Where the native menu has them as accelerators it takes them first; this
 * is for what no menu can do (F6) and for web views that keep a key to themselves.
 */
export function shortcut(event: KeyboardEvent, app: App): void {
  if (event.defaultPrevented || document.querySelector("[role=dialog], [role=alertdialog]")) return;
  const action = actionOf(event);
  if (!action) return;
  event.preventDefault();
  action(app);
}

const onMac = () => navigator.platform.startsWith("Mac");

/** How a shortcut is written on this machine: "Ctrl B", "⌘ B". */
export function keysFor(key: string): string {
  return `${onMac() ? "⌘" : "Ctrl"} ${key}`;
}

function actionOf(event: KeyboardEvent): ((app: App) => void) | undefined {
  const control = onMac() ? event.metaKey : event.ctrlKey;
  if (event.key === "F6") return () => nextRegion(event.shiftKey ? -1 : 1);
  if (event.key === "F5") return (app) => app.command("lookAgain");
  if (event.altKey && event.key === "ArrowLeft") return (app) => app.command("back");
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
