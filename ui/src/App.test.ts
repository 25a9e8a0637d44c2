import { render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "./App.svelte";
import { PATIENCE_MS } from "$lib/state/status.svelte";
import { overwriteGetLocale } from "./paraglide/runtime";
import { expectAccessible } from "./test/axe";
import { FakeHost, ready } from "./test/host";

const stopped = {
  code: "databaseNewer",
  severity: "error",
  params: {},
  offers: [],
  retryable: false,
  incident: "7F3K-29QD",
} as const;

describe("the window", () => {
  let host: FakeHost;
  beforeEach(() => {
    host = new FakeHost();
  });
  afterEach(() => vi.useRealTimers());

  it("shows version and state of the engine, and then itself", async () => {
    const { container } = render(App, { host });
    expect(host.shown, "nothing is painted yet").toBe(0);
    host.answer(ready);
    await screen.findByText("1.2.3");
    screen.getByText("Ready");
    screen.getByText("2 connected");
    await waitFor(() => expect(host.shown).toBe(1));
    await expectAccessible(container);
  });

  it("shows itself with bones when the engine takes long", async () => {
    vi.useFakeTimers();
    const { container } = render(App, { host });
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    expect(screen.queryByRole("status"), "a quick answer must not flicker").toBeNull();
    await vi.advanceTimersByTimeAsync(50);
    screen.getByRole("status", { name: "The status is being read." });
    expect(host.shown).toBe(1);
    vi.useRealTimers();
    await expectAccessible(container);
  });

  it("says why the engine did not open, with the incident", async () => {
    const { container } = render(App, { host });
    host.answer({
      version: "1.2.3",
      engine: {
        state: "failed",
        failure: {
          error: { ...stopped, offers: [] },
          message: {
            happened: "A newer version of CT-VL Backup has used this database.",
            why: null,
            next: "Update the app.",
          },
        },
      },
    });
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("A newer version of CT-VL Backup has used this database.");
    expect(alert.textContent).toContain("Update the app.");
    expect(alert.textContent).toContain("Incident 7F3K-29QD");
    screen.getByText("Stopped");
    expect(screen.queryByText("Ready")).toBeNull();
    await expectAccessible(container);
  });

  it("keeps what it knew readable when a later look fails", async () => {
    render(App, { host });
    host.answer(ready);
    const again = await screen.findByRole("button", { name: "Look again" });
    again.click();
    await waitFor(() => expect(host.waiting).toBe(1));
    host.refuse(stopped);
    await screen.findByRole("alert");
    screen.getByText("1.2.3");
  });

  it("explains a refusal of the runtime instead of showing it", async () => {
    render(App, { host });
    host.refuse("Command app_status not allowed by ACL");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("could not reach its own program");
    expect(alert.textContent).not.toContain("ACL");
    await waitFor(() => expect(host.shown, "an error is a view too").toBe(1));
  });

  it("speaks German", async () => {
    overwriteGetLocale(() => "de");
    render(App, { host });
    host.answer(ready);
    await screen.findByText("Bereit");
    screen.getByText("2 verbunden");
  });
});
