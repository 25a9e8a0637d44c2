import { fireEvent, render, screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../test/axe";
import { text } from "../../test/snippet";
import { Button, CopyButton, Menu, type MenuItem } from ".";

describe("a button", () => {
  it("does what it says", async () => {
    const onclick = vi.fn();
    const { container } = render(Button, {
      variant: "primary",
      icon: "backup",
      onclick,
      children: text("Back up"),
    });
    await fireEvent.click(screen.getByRole("button", { name: "Back up" }));
    expect(onclick).toHaveBeenCalledOnce();
    await expectAccessible(container);
  });

  it("that shows only an icon has a name, and shows it to the pointer without saying it twice", async () => {
    vi.useFakeTimers();
    render(Button, { icon: "more", iconOnly: true, label: "More for Payments EU" });
    const button = screen.getByRole("button", { name: "More for Payments EU" });
    await fireEvent.pointerEnter(button);
    expect(screen.queryByRole("tooltip"), "a pointer that only passes by shows nothing").toBeNull();
    vi.advanceTimersByTime(500);
    expect(screen.getByRole("tooltip").textContent).toBe("More for Payments EU");
    expect(button.hasAttribute("aria-describedby")).toBe(false);
    await fireEvent.pointerLeave(button);
    expect(screen.queryByRole("tooltip")).toBeNull();
    vi.useRealTimers();
  });

  it("that cannot be pressed is out of the way", async () => {
    const onclick = vi.fn();
    render(Button, { label: "Restore…", disabled: true, onclick });
    const button = screen.getByRole<HTMLButtonElement>("button");
    await fireEvent.click(button);
    expect(button.disabled).toBe(true);
    expect(onclick).not.toHaveBeenCalled();
  });

  it("that says why it cannot be pressed can be reached, and is still not pressed", async () => {
    const onclick = vi.fn();
    const { container } = render(Button, {
      label: "Back up now",
      disabled: true,
      disabledReason: "Compare certificates first",
      onclick,
    });
    const button = screen.getByRole<HTMLButtonElement>("button");
    expect(button.disabled, "a disabled element takes no focus, so nobody could read why").toBe(false);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await fireEvent.click(button);
    expect(onclick).not.toHaveBeenCalled();

    vi.spyOn(button, "matches").mockReturnValue(true);
    await fireEvent.focus(button);
    const tip = screen.getByRole("tooltip");
    expect(tip.textContent).toBe("Compare certificates first");
    expect(button.getAttribute("aria-describedby")).toBe(tip.id);
    await fireEvent.keyDown(button, { key: "Escape" });
    expect(screen.queryByRole("tooltip"), "Escape puts a tooltip away").toBeNull();
    await expectAccessible(container);
  });

  it("that is a choice says whether it is made", () => {
    render(Button, { label: "Failures only", pressed: true });
    expect(screen.getByRole("button", { pressed: true })).toBeTruthy();
  });
});

describe("a copy button", () => {
  it("says that it copied, and is ready again later", async () => {
    vi.useFakeTimers();
    const copy = vi.fn(() => Promise.resolve());
    render(CopyButton, { copy, label: "Copy SHA-256" });
    await fireEvent.click(screen.getByRole("button", { name: "Copy SHA-256" }));
    await vi.advanceTimersByTimeAsync(0);
    expect(screen.getByRole("status").textContent).toBe("Copied");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(screen.getByRole("status").textContent).toBe("");
    vi.useRealTimers();
  });

  it("does not claim what did not happen", async () => {
    render(CopyButton, { copy: () => Promise.reject(new Error("no clipboard")), label: "Copy SHA-256" });
    await fireEvent.click(screen.getByRole("button"));
    await vi.waitFor(() => expect(screen.getByRole("status").textContent).toBe("Not copied"));
  });
});

describe("a menu", () => {
  const verify = vi.fn();
  const trash = vi.fn();
  const items: MenuItem[] = [
    { label: "Verify", icon: "verify", shortcut: "V", onselect: verify },
    { label: "Unpin", disabled: true, onselect: () => {} },
    "separator",
    { label: "Move to trash…", danger: true, onselect: trash },
  ];

  async function open() {
    render(Menu, { label: "More for this archive", items });
    const trigger = screen.getByRole("button", { name: "More for this archive" });
    trigger.focus();
    await fireEvent.keyDown(trigger, { key: "ArrowDown" });
    await vi.waitFor(() => expect(screen.getByRole("menu")).toBeTruthy());
    return trigger;
  }

  it("opens with the keyboard, and a choice closes it", async () => {
    await open();
    await expectAccessible(screen.getByRole("menu"));
    await fireEvent.click(screen.getByRole("menuitem", { name: "Move to trash…" }));
    await vi.waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    expect(trash).toHaveBeenCalledOnce();
    expect(verify).not.toHaveBeenCalled();
  });

  it("walks over what cannot be chosen", async () => {
    await open();
    const menu = screen.getByRole("menu");
    await fireEvent.keyDown(menu, { key: "End" });
    await vi.waitFor(() => expect(document.activeElement?.textContent).toContain("Move to trash"));
    await fireEvent.keyDown(document.activeElement ?? menu, { key: "ArrowUp" });
    await vi.waitFor(() => expect(document.activeElement?.textContent).toContain("Verify"));
  });

  it("gives the focus back, and the window", async () => {
    const trigger = await open();
    await fireEvent.keyDown(screen.getByRole("menu"), { key: "Escape" });
    await vi.waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    await vi.waitFor(() => expect(document.activeElement).toBe(trigger));
    // A lock that stays would leave the whole window dead.
    await vi.waitFor(() => expect(document.body.style.pointerEvents).toBe(""));
  });
});
