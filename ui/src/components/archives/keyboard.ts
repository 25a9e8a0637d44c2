import { controlOf, onMac } from "$lib/keys";
import type { Archives } from "$lib/state/archives.svelte";
import { showInFolder, togglePin, verify } from "./orders";

/** What a key asks of the table. */
export type TableKey =
  | { key: "move"; to: "up" | "down" | "pageUp" | "pageDown" | "first" | "last"; extends: boolean }
  | { key: "select" | "all" | "details" | "verify" | "pin" | "show" | "remove" };

const moves = {
  ArrowUp: "up",
  ArrowDown: "down",
  PageUp: "pageUp",
  PageDown: "pageDown",
  Home: "first",
  End: "last",
} as const;

/** Whether a key belongs to a dialog or menu in front of the view, or was dealt with already. */
export function isElsewhere(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  return (
    event.defaultPrevented ||
    (target?.closest("[role=dialog], [role=alertdialog], [role=menu]") ?? null) !== null
  );
}

/** The key of the design page that was pressed, if it was one. */
export function keyOf(event: KeyboardEvent): TableKey | undefined {
  if (event.altKey || (onMac() ? event.ctrlKey : event.metaKey)) return undefined;
  if (controlOf(event)) {
    if (event.key === "Enter") return { key: "show" };
    if (onMac() && event.key === "Backspace") return { key: "remove" };
    return event.key.toLowerCase() === "a" && !event.shiftKey ? { key: "all" } : undefined;
  }
  if (event.key in moves) {
    return { key: "move", to: moves[event.key as keyof typeof moves], extends: event.shiftKey };
  }
  switch (event.key.toLowerCase()) {
    case " ":
      return { key: "select" };
    case "enter":
      return { key: "details" };
    case "v":
      return { key: "verify" };
    case "p":
      return { key: "pin" };
    case "delete":
      return { key: "remove" };
    default:
      return undefined;
  }
}

/** Does what a key asks for. `page` is how many rows are seen at once. */
export function actOn(archives: Archives, key: TableKey, index: number, page: number): void {
  switch (key.key) {
    case "move": {
      const last = (archives.pages.total ?? 1) - 1;
      const steps = { up: -1, down: 1, pageUp: -page, pageDown: page, first: -index, last: last - index };
      const to = index + steps[key.to];
      return key.extends ? archives.select(to, "extend") : archives.go(to);
    }
    case "select":
      return archives.select(index, "toggle");
    case "all":
      return archives.selectAll();
    case "details":
      return archives.openCurrent();
    case "verify":
      return verify(archives);
    case "pin":
      return togglePin(archives);
    case "show":
      return showInFolder(archives);
    case "remove":
      return archives.askToRemove();
  }
}
