import { describe, expect, it } from "vitest";
import { keyOf } from "./keyboard";

const key = (key: string, more: KeyboardEventInit = {}) =>
  keyOf(new KeyboardEvent("keydown", { key, ...more }));

describe("the keys of the table", () => {
  it.each([
    ["ArrowDown", {}, { key: "move", to: "down", extends: false }],
    ["ArrowUp", { shiftKey: true }, { key: "move", to: "up", extends: true }],
    ["End", {}, { key: "move", to: "last", extends: false }],
    [" ", {}, { key: "select" }],
    ["a", { ctrlKey: true }, { key: "all" }],
    ["Enter", {}, { key: "details" }],
    ["Enter", { ctrlKey: true }, { key: "show" }],
    ["v", {}, { key: "verify" }],
    ["P", { shiftKey: true }, { key: "pin" }],
    ["Delete", {}, { key: "remove" }],
  ])("%s %o", (name, more, expected) => {
    expect(key(name, more)).toEqual(expected);
  });

  it("are left alone where they mean something else", () => {
    expect(key("v", { ctrlKey: true }), "paste").toBeUndefined();
    expect(key("ArrowLeft", { altKey: true }), "back").toBeUndefined();
    expect(key("f", { ctrlKey: true }), "find").toBeUndefined();
    expect(key("x")).toBeUndefined();
  });
});
