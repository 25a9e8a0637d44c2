import { fireEvent, render, screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../test/axe";
import { Combobox } from ".";

const options = [
  { value: "", label: "Default key" },
  { value: "pay-2026", label: "pay-2026", note: "used last night" },
  { value: "pay-2025", label: "pay-2025" },
];

function show(props: { value?: string; custom?: boolean } = {}) {
  const onchange = vi.fn();
  const { container } = render(Combobox, { label: "Key", options, icon: "key", ...props, onchange });
  const input = screen.getByRole<HTMLInputElement>("combobox", { name: "Key" });
  const press = (key: string) => fireEvent.keyDown(input, { key });
  const type = (value: string) => fireEvent.input(input, { target: { value } });
  const offered = () => screen.queryAllByRole("option").map((option) => option.textContent?.trim());
  const active = () =>
    document.getElementById(input.getAttribute("aria-activedescendant") ?? "")?.textContent;
  return { container, input, onchange, press, type, offered, active };
}

describe("a combobox", () => {
  it("shows the label of its value, also of the empty one", () => {
    expect(show().input.value).toBe("Default key");
  });

  it("opens at its value and lets the arrows walk", async () => {
    const { container, input, press, offered, active, onchange } = show({ value: "pay-2026" });
    await press("ArrowDown");
    expect(input.getAttribute("aria-expanded")).toBe("true");
    expect(offered()).toEqual(["Default key", "pay-2026 used last night", "pay-2025"]);
    expect(active()).toContain("pay-2026");
    await expectAccessible(container);

    await press("ArrowDown");
    await press("ArrowDown");
    expect(active(), "the end is the end").toContain("pay-2025");
    await press("Enter");
    expect(onchange).toHaveBeenCalledWith("pay-2025");
    expect(input.value).toBe("pay-2025");
    expect(input.getAttribute("aria-expanded")).toBe("false");
  });

  it("narrows the list to what is typed", async () => {
    const { type, offered } = show();
    await type("2025");
    expect(offered()).toEqual(["pay-2025"]);
    await type("nothing like it");
    expect(offered()).toEqual(["Nothing matches"]);
  });

  it("keeps its value when what was typed is none of the options", async () => {
    const { input, type, onchange } = show({ value: "pay-2026" });
    await type("own");
    await fireEvent.blur(input);
    expect(onchange).not.toHaveBeenCalled();
    expect(input.value).toBe("pay-2026");
  });

  it("takes what is typed where that is allowed, without offering what is not there", async () => {
    const { input, type, onchange, offered } = show({ custom: true });
    await type(" own-key ");
    expect(onchange).toHaveBeenLastCalledWith("own-key");
    expect(offered()).toEqual([]);
    expect(input.getAttribute("aria-expanded"), "there is no list to be open").toBe("false");
    await fireEvent.blur(input);
    expect(input.value).toBe("own-key");
  });

  it("knows an option by its label, however it is typed", async () => {
    const { type, onchange } = show({ value: "pay-2025", custom: true });
    await type("default KEY");
    expect(onchange).toHaveBeenLastCalledWith("");
  });

  it("closes with Escape and lets only a second one through", async () => {
    const escaped = vi.fn();
    document.addEventListener("keydown", escaped);
    const { input, press } = show();
    await press("ArrowDown");
    escaped.mockClear();
    await press("Escape");
    expect(input.getAttribute("aria-expanded")).toBe("false");
    expect(escaped, "a dialog around it stays open").not.toHaveBeenCalled();
    await press("Escape");
    expect(escaped).toHaveBeenCalledOnce();
    document.removeEventListener("keydown", escaped);
  });

  it("leaves Enter to the form while nothing is chosen", async () => {
    const { input, type } = show({ custom: true });
    await type("pay");
    const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
    input.dispatchEvent(enter);
    expect(enter.defaultPrevented).toBe(false);
  });

  it("is chosen from with the pointer", async () => {
    const { input, onchange } = show();
    await fireEvent.click(input);
    await fireEvent.click(screen.getByRole("option", { name: "pay-2025" }));
    expect(onchange).toHaveBeenCalledWith("pay-2025");
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("closes where the page moves under it", async () => {
    const { input, press } = show();
    await press("ArrowDown");
    await fireEvent.scroll(input);
    expect(input.getAttribute("aria-expanded"), "long text scrolls within its own field").toBe("true");
    await fireEvent.scroll(document.body);
    expect(input.getAttribute("aria-expanded")).toBe("false");
  });
});
