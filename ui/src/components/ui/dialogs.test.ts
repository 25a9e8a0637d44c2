import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../test/axe";
import { html } from "../../test/snippet";
import { ConfirmDialog, Dialog } from ".";

let opener: HTMLButtonElement;

beforeEach(() => {
  opener = document.createElement("button");
  opener.textContent = "Open";
  document.body.append(opener);
  opener.focus();
});
afterEach(() => opener.remove());

const focused = () => document.activeElement?.textContent?.trim();
const escape = () => fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
const gone = (role: string) => vi.waitFor(() => expect(screen.queryByRole(role)).toBeNull());

describe("a dialog", () => {
  const actions = html("<div><button>First</button><button data-autofocus>Cancel</button></div>");

  it("is named, described, and has the focus where it says", async () => {
    render(Dialog, {
      open: true,
      role: "alertdialog",
      title: "Loyalty APAC presents a different certificate",
      description: "Nothing has been sent.",
      icon: "alert",
      tone: "warn",
      actions,
    });
    const dialog = screen.getByRole("alertdialog", {
      name: "Loyalty APAC presents a different certificate",
      description: "Nothing has been sent.",
    });
    expect(dialog.getAttribute("aria-modal")).toBe("true");
    await vi.waitFor(() => expect(focused()).toBe("Cancel"));
    await expectAccessible(dialog);
  });

  it("closes with Escape, says so, and gives the focus back", async () => {
    const onclose = vi.fn();
    render(Dialog, { open: true, title: "Connect", onclose, actions });
    await vi.waitFor(() => expect(focused()).toBe("Cancel"));
    await escape();
    await gone("dialog");
    expect(onclose).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(document.activeElement).toBe(opener));
  });

  it("stays where it must be answered", async () => {
    const onclose = vi.fn();
    render(Dialog, { open: true, title: "Connect", closable: false, onclose, actions });
    await vi.waitFor(() => expect(focused()).toBe("Cancel"));
    await escape();
    expect(screen.getByRole("dialog")).toBeTruthy();
    expect(onclose).not.toHaveBeenCalled();
  });

  it("is not closed by a click beside it", async () => {
    render(Dialog, { open: true, title: "Connect", actions });
    await vi.waitFor(() => expect(focused()).toBe("Cancel"));
    await fireEvent.pointerDown(document.body);
    await fireEvent.click(document.body);
    expect(screen.getByRole("dialog")).toBeTruthy();
  });

  it("says nothing when it is closed from outside", async () => {
    const onclose = vi.fn();
    const { rerender } = render(Dialog, { open: true, title: "Connect", onclose, actions });
    await rerender({ open: false });
    await gone("dialog");
    expect(onclose).not.toHaveBeenCalled();
  });
});

describe("a question", () => {
  const ask = (danger: boolean) => {
    const [onconfirm, oncancel] = [vi.fn(), vi.fn()];
    render(ConfirmDialog, {
      open: true,
      title: "Cancel the backup of Payments EU?",
      text: "Nothing of it is kept.",
      confirm: "Cancel backup",
      cancel: "Keep going",
      danger,
      onconfirm,
      oncancel,
    });
    return { onconfirm, oncancel };
  };

  it("about something that is lost has keeping it as its default", async () => {
    const { onconfirm, oncancel } = ask(true);
    await vi.waitFor(() => expect(focused()).toBe("Keep going"));
    await expectAccessible(screen.getByRole("alertdialog"));
    await fireEvent.click(screen.getByRole("button", { name: "Keep going" }));
    await gone("alertdialog");
    expect(oncancel).toHaveBeenCalledOnce();
    expect(onconfirm).not.toHaveBeenCalled();
  });

  it("about anything else has doing it as its default", async () => {
    const { onconfirm, oncancel } = ask(false);
    await vi.waitFor(() => expect(focused()).toBe("Cancel backup"));
    await fireEvent.click(screen.getByRole("button", { name: "Cancel backup" }));
    await gone("alertdialog");
    expect(onconfirm).toHaveBeenCalledOnce();
    expect(oncancel).not.toHaveBeenCalled();
  });

  it("is answered with no by Escape", async () => {
    const { onconfirm, oncancel } = ask(true);
    await vi.waitFor(() => expect(focused()).toBe("Keep going"));
    await escape();
    await gone("alertdialog");
    expect(oncancel).toHaveBeenCalledOnce();
    expect(onconfirm).not.toHaveBeenCalled();
  });
});
