import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { ApplianceSummary, Described, Profile } from "$lib/contract";
import { PATIENCE_MS } from "$lib/state/loaded.svelte";
import App from "./App.svelte";
import * as later from "./later";
import { expectAccessible } from "./test/axe";
import { emptyOverview, fakeHost, noPractice, ready, settings, type FakeHost } from "./test/host";

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
  alarmDays: 2,
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

beforeAll(() => later.fetch());

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

  describe("with a dialog in front of it", () => {
    const activity = () => Promise.resolve({ events: [] });
    /** The window with the dialog that backs up several. */
    async function veiled(): Promise<FakeHost> {
      const [one] = overview.appliances;
      const other = { ...profile, id: "018f0000-0000-7000-8000-000000000002", name: "Payments DR" };
      const appliances = [...overview.appliances, { ...one, profile: other } as ApplianceSummary];
      const host = fakeHost({ overview: () => Promise.resolve({ ...overview, appliances }), activity });
      render(App, { host });
      await fireEvent.click(await screen.findByRole("button", { name: "Back up several…" }));
      await screen.findByRole("dialog");
      return host;
    }
    const close = () => fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
    const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

    it("stays where it is, whatever menus ask for", async () => {
      const host = await veiled();
      const before = host.calls.length;
      host.tell({ news: "goTo", place: { place: "activity" } });
      host.tell({ news: "command", command: "find" });
      host.tell({ news: "command", command: "lookAgain" });
      host.tell({ news: "command", command: "back" });
      await fireEvent.keyDown(document.body, { key: "3", ctrlKey: true });
      expect(screen.getByRole("dialog").textContent).toContain("Payments EU");
      expect(host.calls.slice(before), "nothing is asked for beneath it").toEqual([]);
      await close();
      await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
      await heading("Overview");
      host.tell({ news: "goTo", place: { place: "activity" } });
      await heading("Activity");
    });

    it("goes to the result of a notification once that is closed", async () => {
      const host = await veiled();
      host.tell({ news: "goTo", place: { place: "appliance", profile: profile.id } });
      expect(screen.getByRole("dialog")).toBeTruthy();
      await close();
      await heading("Payments EU");
      expect(screen.queryByRole("dialog")).toBeNull();
    });

    it("shows what was dropped on it once that is closed", async () => {
      const host = await veiled();
      host.tell({ news: "dropped", archives: { added: [], known: [7], passedOver: 0, failed: [] } });
      expect(screen.getByRole("dialog")).toBeTruthy();
      expect(host.called("archives"), "the library is not shown yet").toBe(0);
      await close();
      await heading("Archives");
    });

    it("still hears of jobs, so that what is beneath is not stale afterwards", async () => {
      const host = await veiled();
      host.tell({ news: "changed", what: "appliances" });
      await waitFor(() => expect(host.called("overview")).toBe(2));
    });
  });

  it("keeps the words of the sidebar for the ear and the tooltip where there is no room to see them", async () => {
    vi.spyOn(window, "matchMedia").mockImplementation(
      (media) => Object.assign(new EventTarget(), { media, matches: true, onchange: null }) as MediaQueryList,
    );
    const host = fakeHost({ overview: () => Promise.resolve(overview) });
    const { container } = render(App, { host });
    const link = await screen.findByRole("link", { name: /^Archives/ });
    expect(link.title).toBe("Archives");
    expect(link.querySelector(".visually-hidden")?.textContent).toBe("Archives");
    expect((await screen.findByRole("link", { name: /^Payments EU Protected/ })).title).toBe("Payments EU");
    await expectAccessible(container);
  });

  it("shows where files land while they hover, and no more when they leave", async () => {
    const host = fakeHost({ overview: () => Promise.resolve(overview) });
    render(App, { host });
    await screen.findByRole("heading", { level: 1, name: "Overview" });
    host.tell({ news: "hovering", over: true });
    await screen.findByText("Drop archives or folders to add them");
    host.tell({ news: "hovering", over: false });
    await waitFor(() => expect(screen.queryByText("Drop archives or folders to add them")).toBeNull());
  });

  it("shows the library where anything was dropped, from every view but a restore", async () => {
    const host = fakeHost({
      overview: () => Promise.resolve(overview),
      activity: () => Promise.resolve({ events: [] }),
    });
    render(App, { host });
    for (const place of ["overview", "activity", "settings", "connect"] as const) {
      host.tell({ news: "goTo", place: { place } });
      await waitFor(() =>
        expect(screen.queryByRole("heading", { level: 1, name: "Archives" }), place).toBeNull(),
      );
      host.tell({ news: "dropped", archives: { added: [7], known: [], passedOver: 0, failed: [] } });
      await screen.findByRole("heading", { level: 1, name: "Archives" });
    }
  });

  it("paints what it was given with the window, and asks for all of it only then", async () => {
    const host = fakeHost({
      overview: () => Promise.resolve({ ...overview, appliances: [] }),
    });
    const beginning = { status: ready, settings, overview, practice: noPractice };
    render(App, { host, beginning });
    expect(screen.getByRole("heading", { level: 1, name: "Overview" })).toBeTruthy();
    expect(screen.getByRole("link", { name: /^Payments EU Protected/ })).toBeTruthy();
    await waitFor(() => expect(host.called("showWindow")).toBe(1));
    expect(host.calls[0]?.name, "nothing is asked before that").toBe("showWindow");
    await waitFor(() => expect(host.called("follow")).toBe(1));
    await waitFor(() => expect(screen.queryByRole("link", { name: /^Payments EU/ })).toBeNull());
  });

  it("leads to an appliance that it was not given with the window, and never calls it gone", async () => {
    let answer: (now: typeof overview) => void = () => {};
    const asked = new Promise<typeof overview>((resolve) => (answer = resolve));
    const host = fakeHost({ overview: () => asked });
    const beginning = { status: ready, settings, overview: emptyOverview, practice: noPractice };
    render(App, { host, beginning });
    expect(screen.getByRole("heading", { level: 1, name: "Welcome to CT-VL Backup" })).toBeTruthy();
    await waitFor(() => expect(host.called("follow")).toBe(1));
    host.tell({ news: "goTo", place: { place: "appliance", profile: profile.id } });
    await waitFor(() => expect(host.called("overview")).toBeGreaterThan(0));
    expect(screen.queryByText("This appliance is not connected any more.")).toBeNull();
    answer(overview);
    await screen.findByRole("heading", { level: 1, name: "Payments EU" });
  });

  it("goes where it was led last, also if it had to look for where it was led first", async () => {
    let answer: (now: typeof overview) => void = () => {};
    const asked = new Promise<typeof overview>((resolve) => (answer = resolve));
    const host = fakeHost({ overview: () => asked });
    const beginning = { status: ready, settings, overview: emptyOverview, practice: noPractice };
    render(App, { host, beginning });
    await waitFor(() => expect(host.called("follow")).toBe(1));
    host.tell({ news: "goTo", place: { place: "appliance", profile: profile.id } });
    host.tell({ news: "goTo", place: { place: "settings" } });
    await screen.findByRole("heading", { level: 1, name: "Settings" });
    answer(overview);
    await waitFor(() => expect(screen.getByRole("link", { name: /^Payments EU/ })).toBeTruthy());
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Settings");
  });

  it("follows the theme while it runs, and leaves it to the system again", async () => {
    let theme: "dark" | "light" | "system" = "dark";
    const host = fakeHost({
      overview: () => Promise.resolve(overview),
      settings: () => Promise.resolve({ ...settings, theme }),
    });
    render(App, { host });
    const worn = () => document.documentElement.dataset["theme"];
    await waitFor(() => expect(worn()).toBe("dark"));
    for (const next of ["light", "dark", "system"] as const) {
      theme = next;
      host.tell({ news: "changed", what: "settings" });
      await waitFor(() => expect(worn()).toBe(next === "system" ? undefined : next));
    }
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
