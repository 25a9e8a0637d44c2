import { fireEvent, render, screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { fromDescribed } from "$lib/errors";
import { overwriteGetLocale } from "../../paraglide/runtime";
import { described } from "../../test/appliances";
import { expectAccessible } from "../../test/axe";
import { FailureNotice } from ".";

const timedOut = described("backupTimedOut", "Card vault US did not finish in time.", {
  offers: ["backUpWithoutCounters", "tryAgain", "editAppliance"],
  next: "Run `counter trim --tablename` on the appliance, or back up without counters.",
  params: { appliance: "Card vault US" },
});

describe("a failure", () => {
  it("says what happened, what next, and how to find it, with commands that look like commands", async () => {
    const { container } = render(FailureNotice, { failure: fromDescribed(timedOut) });
    const alert = screen.getByRole("alert");
    expect(alert.textContent).toContain("Card vault US did not finish in time.");
    expect(alert.textContent).toContain("Incident 7F3K-29QD");
    expect(alert.querySelector("code")?.textContent).toBe("counter trim --tablename");
    expect(screen.queryByRole("button"), "nobody said what could be done here").toBeNull();
    await expectAccessible(container);
  });

  it("offers what the view can do of it, the likely cure first", async () => {
    const tryAgain = vi.fn();
    const backUpWithoutCounters = vi.fn();
    render(FailureNotice, { failure: fromDescribed(timedOut), offers: { tryAgain, backUpWithoutCounters } });
    const buttons = screen.getAllByRole("button");
    expect(buttons.map((button) => button.textContent?.trim())).toEqual([
      "Back up without counters",
      "Try again",
    ]);
    await fireEvent.click(buttons[0] as HTMLElement);
    expect(backUpWithoutCounters).toHaveBeenCalledOnce();
    expect(tryAgain).not.toHaveBeenCalled();
  });

  it("interrupts only if it is one: a refused rule waits its turn", () => {
    const warning = described("restoreStillOpen", "A restore is not over.", { severity: "warning" });
    render(FailureNotice, { failure: fromDescribed(warning) });
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByRole("status")).toBeTruthy();
  });

  it("can be read again and put aside, by buttons that say of what", async () => {
    const retry = vi.fn();
    const dismiss = vi.fn();
    const failure = fromDescribed(timedOut);
    const { container } = render(FailureNotice, {
      failure,
      stale: "Today, 08:12",
      retry,
      dismiss,
      compact: true,
    });
    expect(screen.getByRole("alert").textContent, "what is shown is old").toContain(
      "As of Today, 08:12. Card vault US did not finish in time.",
    );
    await fireEvent.click(screen.getByRole("button", { name: "Look again" }));
    expect(retry).toHaveBeenCalledOnce();
    const title = "As of Today, 08:12. Card vault US did not finish in time.";
    await fireEvent.click(screen.getByRole("button", { name: `Dismiss: ${title}` }));
    expect(dismiss).toHaveBeenCalledOnce();
    await expectAccessible(container);
  });

  it("says nothing aloud that was said already", () => {
    render(FailureNotice, { failure: fromDescribed(timedOut), announce: false });
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.queryByRole("status")).toBeNull();
    expect(screen.getByText(/did not finish in time/)).toBeTruthy();
  });

  it("shows what a server sent as text", () => {
    const failure = fromDescribed(described("serverError", "<img src=x onerror=alert(1)> failed."));
    const { container } = render(FailureNotice, { failure });
    expect(container.querySelector("img")).toBeNull();
    expect(screen.getByText("<img src=x onerror=alert(1)> failed.")).toBeTruthy();
  });

  it("speaks German, its buttons included", () => {
    overwriteGetLocale(() => "de");
    render(FailureNotice, { failure: fromDescribed(timedOut), offers: { backUpWithoutCounters: () => {} } });
    expect(screen.getByRole("alert").textContent).toContain(
      "Wahrscheinlich sind ihre Zählertabellen zu groß.",
    );
    expect(screen.getByRole("button").textContent?.trim()).toBe("Ohne Zähler sichern");
  });
});
