import { keysFor, onMac } from "$lib/keys";
import type { Archives } from "$lib/state/archives.svelte";
import type { Picked } from "$lib/state/archives/picked";
import { m } from "../../paraglide/messages";
import type { MenuItem } from "../ui";

// What can be ordered for archives, the same from a key, the selection bar and a menu.

const ids = (archives: readonly Picked[]) => archives.map(({ id }) => id);

export function verify(archives: Archives, chosen = archives.chosen): void {
  if (chosen.length > 0) void archives.verify.go(ids(chosen));
}

/** Whether pinning would change anything; otherwise it takes the pins away. */
export function pins(chosen: readonly Picked[]): boolean {
  return chosen.some(({ pinned }) => !pinned);
}

export function togglePin(archives: Archives, chosen = archives.chosen): void {
  if (chosen.length > 0) void archives.pin.go(ids(chosen), pins(chosen));
}

export function showInFolder(archives: Archives, chosen = archives.chosen): void {
  const [only] = chosen;
  if (only && chosen.length === 1) void archives.show.go(only.id);
}

/** Asks where a missing file lies now; its details are where a failure is told. */
export function find(archives: Archives, { id }: Picked): void {
  void archives.details.open(id);
  void archives.details.find.go(id);
}

/** Keys as they are written in menus. */
const shortcuts = {
  show: () => keysFor("↵"),
  remove: () => (onMac() ? keysFor("⌫") : m.archives_keys_delete()),
};

/** Everything that can be done with one archive. */
export function menuOf(archives: Archives, row: Picked): MenuItem[] {
  const chosen = [row];
  const missing = row.state === "missing";
  const open: MenuItem[] = [
    {
      label: m.archives_details(),
      icon: "info",
      shortcut: m.archives_keys_enter(),
      onselect: () => void archives.details.open(row.id),
    },
  ];
  const file: MenuItem[] = missing
    ? [{ label: m.archives_find(), icon: "search", onselect: () => find(archives, row) }]
    : [
        {
          label: m.archives_verify(),
          icon: "verify",
          shortcut: "V",
          onselect: () => verify(archives, chosen),
        },
        {
          label: m.archives_show(),
          icon: "folder",
          shortcut: shortcuts.show(),
          onselect: () => showInFolder(archives, chosen),
        },
        {
          label: m.archives_restore(),
          icon: "restore",
          onselect: () => archives.restore(row.id, row.profile),
        },
      ];
  return [...open, ...file, pinItem(archives, chosen), "separator", removeItem(archives, chosen)];
}

/** What the selection bar has no room for. */
export function moreOf(archives: Archives, chosen: readonly Picked[]): MenuItem[] {
  const show: MenuItem[] =
    chosen.length === 1
      ? [
          {
            label: m.archives_show(),
            icon: "folder",
            shortcut: shortcuts.show(),
            onselect: () => showInFolder(archives, chosen),
          },
        ]
      : [];
  return [pinItem(archives, chosen), ...show, "separator", removeItem(archives, chosen)];
}

export function removeLabel(chosen: readonly Picked[]): string {
  return chosen.every(({ state }) => state === "missing") ? m.archives_forget() : m.archives_trash();
}

function pinItem(archives: Archives, chosen: readonly Picked[]): MenuItem {
  return {
    label: pins(chosen) ? m.archives_pin() : m.archives_unpin(),
    icon: "pin",
    shortcut: "P",
    onselect: () => togglePin(archives, chosen),
  };
}

function removeItem(archives: Archives, chosen: readonly Picked[]): MenuItem {
  return {
    label: removeLabel(chosen),
    icon: "trash",
    shortcut: shortcuts.remove(),
    danger: true,
    onselect: () => archives.askToRemove(chosen),
  };
}
