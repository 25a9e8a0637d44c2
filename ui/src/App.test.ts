import { render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Described, Profile } from "$lib/contract";
import { PATIENCE_MS } from "$lib/state/loaded.svelte";
import App from "./App.svelte";
import { expectAccessible } from "./test/axe";
import { emptyOverview, fakeHost, ready, settings } from "./test/host";

const newer: Described = {
  error: {
    code: "databaseNewer",
    severity: "error",
    params: {},
    offers: [],
    retryable: false,
    incident: "7F3K-29QD",
  },
  message: {
    happened: "A newer version of CT-VL Backup has used this database.",
    why: null,
    next: "Update the app.",
  },
};

const profile: Profile = {
  id: "018f0000-0000-7000-8000-000000000001",
  name: "Payments EU",
  address: "ctvl-prd-1.pay.example",
  host: "ctvl-prd-1.pay.example",
  user: "svc-backup",
  role: "production",
  trust: { by: "system" },
  version: null,
  credential: "stored",
  destination: null,
  key: null,
  excludeCounters: false,
  systemProxy: true,
  addedAt: "2026-11-01T08:00:00Z",
  changedAt: "2026-11-01T08:00:00Z",
};

const overview = {
  ...emptyOverview,
  appliances: [
    {
      profile,
      protection: "protected" as const,
      attention: [],
      newestVerified: "2026-11-12T01:40:00Z",
      newestArchive: 7,
      days: Array.from({ length: 14 }, () => "verified" as const),
      archives: 42,
      bytes: 51_800_000_000,
      alarmDays: 2,
      passwordInMemory: false,
    },
  ],
  archives: 42,
  bytes: 51_800_000_000,
};

describe("the window", () => {
  afterEach(() => vi.useRealTimers());

  it("shows itself once its first view is there", async () => {
    const host = fakeHost({ overview: () => Promise.resolve(overview) });
    const { container } = render(App, { host });
    expect(host.called("showWindow"), "nothing is painted yet").toBe(0);
    await screen.findByRole("heading", { level: 1, name: "Overview" });
    await waitFor(() => expect(host.called("showWindow")).toBe(1));
    const here = screen.getByRole("link", { current: "page" });
    expect(here.textContent).toContain("Overview");
    await expectAccessible(container);
  });

  it("shows itself although the program takes long to answer", async () => {
    vi.useFakeTimers();
    const host = fakeHost({ appStatus: () => new Promise(() => {}) });
    render(App, { host });
    await vi.advanceTimersByTimeAsync(PATIENCE_MS + 50);
    expect(host.called("showWindow"), "a window that never comes is worse than bones").toBe(1);
  });

  it("asks what to begin with while nothing is connected", async () => {
    const host = fakeHost();
    const { container } = render(App, { host });
    await waitFor(() => expect(host.called("showWindow")).toBe(1));
    await screen.findByRole("heading", { level: 1, name: "Welcome to CT-VL Backup" });
    expect(screen.queryByRole("navigation"), "there is nowhere to go yet").toBeNull();
    await expectAccessible(container);
  });

  it("keeps the first view until that leads somewhere itself", async () => {
    let connected = emptyOverview;
    const host = fakeHost({ overview: () => Promise.resolve(connected) });
    render(App, { host });
    await screen.findByRole("heading", { level: 1, name: "Welcome to CT-VL Backup" });
    connected = overview;
    host.tell({ news: "changed", what: "appliances" });
    await waitFor(() => expect(host.called("overview")).toBe(2));
    await Promise.resolve();
    screen.getByRole("heading", { level: 1, name: "Welcome to CT-VL Backup" });
    host.tell({ news: "goTo", place: { place: "settings" } });
    await screen.findByRole("heading", { level: 1, name: "Settings" });
    host.tell({ news: "goTo", place: { place: "overview" } });
    await screen.findByRole("heading", { level: 1, name: "Overview" });
  });

  it("says why the engine did not open, with the incident", async () => {
    const host = fakeHost({
      appStatus: () => Promise.resolve({ ...ready, engine: { state: "failed", failure: newer } }),
    });
    const { container } = render(App, { host });
    await screen.findByText(/A newer version of CT-VL Backup has used this database\./);
    expect(container.textContent).toContain("Update the app.");
    expect(container.textContent).toContain("7F3K-29QD");
    expect(host.called("overview"), "an engine that is not there is asked for nothing").toBe(0);
    await expectAccessible(container);
  });

  it("explains a refusal of the runtime instead of showing it", async () => {
    const host = fakeHost({
      appStatus: () => Promise.reject(new Error("Command app_status not allowed by ACL")),
    });
    const { container } = render(App, { host });
    await screen.findByText(/could not reach its own program/);
    expect(container.textContent).not.toContain("ACL");
    await waitFor(() => expect(host.called("showWindow"), "an error is a view too").toBe(1));
  });

  it("goes where menu, notification and key lead", async () => {
    const host = fakeHost({
      overview: () => Promise.resolve(overview),
      activity: () => Promise.resolve({ events: [] }),
    });
    render(App, { host });
    await screen.findByRole("heading", { level: 1, name: "Overview" });
    host.tell({ news: "goTo", place: { place: "activity" } });
    await screen.findByRole("heading", { level: 1, name: "Activity" });
    host.tell({ news: "command", command: "back" });
    await screen.findByRole("heading", { level: 1, name: "Overview" });
  });

  it("wears the theme and speaks the language that were chosen", async () => {
    const host = fakeHost({
      overview: () => Promise.resolve(overview),
      settings: () => Promise.resolve({ ...settings, theme: "dark", language: "de", spoken: "de" }),
    });
    render(App, { host });
    await screen.findByRole("heading", { level: 1, name: "Übersicht" });
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    expect(document.documentElement.lang).toBe("de");
  });
});
