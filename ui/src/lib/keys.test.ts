import { afterEach, describe, expect, it, vi } from "vitest";
import type { MenuCommand } from "$lib/contract";
import { App } from "$lib/state/app.svelte";
import { overwriteGetLocale } from "../paraglide/runtime";
import { fakeHost } from "../test/host";
import { keysFor, shortcut } from "./keys";
import { modals } from "./modals.svelte";

function press(key: string, more: KeyboardEventInit = {}) {
  const app = new App(fakeHost());
  const asked: MenuCommand[] = [];
  app.onCommand((command) => asked.push(command) > 0);
  app.router.go({ place: "activity" });
  const event = new KeyboardEvent("keydown", { key, cancelable: true, ...more });
  shortcut(event, app);
  return { place: app.router.place.place, asked, taken: event.defaultPrevented };
}

const mac = () => vi.spyOn(navigator, "platform", "get").mockReturnValue("MacIntel");

describe("the keys that mean the same everywhere", () => {
  let close: (() => void) | undefined;
  afterEach(() => {
    close?.();
    close = undefined;
  });

  it.each([
    ["1", "overview"],
    ["2", "archives"],
    ["3", "activity"],
    [",", "settings"],
    ["n", "connect"],
  ])("Ctrl %s goes to %s", (key, place) => {
    expect(press(key, { ctrlKey: true })).toEqual({ place, asked: [], taken: true });
  });

  it.each([
    ["b", { ctrlKey: true }, "backUp"],
    ["o", { ctrlKey: true }, "addArchives"],
    ["f", { ctrlKey: true }, "find"],
    ["F5", {}, "lookAgain"],
  ])("%s %o asks the view for %s", (key, more, command) => {
    expect(press(key, more)).toEqual({ place: "activity", asked: [command], taken: true });
  });

  it("lead back", () => {
    expect(press("ArrowLeft", { altKey: true }).place).toBe("overview");
  });

  it("are left to the page where they are none of these", () => {
    for (const more of [{}, { ctrlKey: true, altKey: true }, { ctrlKey: true, shiftKey: true }])
      expect(press("2", more).taken, JSON.stringify(more)).toBe(false);
    expect(press("v", { ctrlKey: true }).taken, "paste").toBe(false);
  });

  it.each([
    ["2", { ctrlKey: true }],
    ["b", { ctrlKey: true }],
    ["F5", {}],
    ["F6", {}],
    ["ArrowLeft", { altKey: true }],
  ])("%s %o does nothing in front of a dialog, and does not reach the web view", (key, more) => {
    close = modals.enter();
    expect(press(key, more)).toEqual({ place: "activity", asked: [], taken: true });
  });

  it("use the command key on macOS, where Option with an arrow moves the caret", () => {
    mac();
    expect(press("2", { metaKey: true }).place).toBe("archives");
    expect(press("2", { ctrlKey: true }).taken).toBe(false);
    expect(press("ArrowLeft", { altKey: true }).taken).toBe(false);
  });

  it("are written as on the keyboard in front of the person", () => {
    expect(keysFor("B")).toBe("Ctrl B");
    overwriteGetLocale(() => "de");
    expect(keysFor("B")).toBe("Strg B");
    mac();
    expect(keysFor("B")).toBe("⌘ B");
  });
});
