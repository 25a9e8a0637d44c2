import { render, screen, waitFor } from "@testing-library/svelte";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Place, SettingsChange } from "$lib/contract";
import type { Host } from "$lib/host";
import App from "./App.svelte";
import * as later from "./later";
import { appliance, described, folder, late, overviewOf, profile } from "./test/appliances";
import { expectAccessible } from "./test/axe";
import { certificate, pasted, report } from "./test/connecting";
import { event, timedOut } from "./test/events";
import { emptyOverview, fakeHost, settings, type FakeHost } from "./test/host";
import { press, tabTo, type } from "./test/keyboard";
import { archives, libraryOf } from "./test/library";

type Answers = { [K in keyof Host]?: Host[K] };
const eu = appliance("eu", "Payments EU");

/** Everything the views ask for, of a window where all is well. */
const usual: Answers = {
  overview: () => Promise.resolve(overviewOf([eu, late("us", "Card vault US")])),
  activity: () => Promise.resolve({ events: [event(3, {}, 0), timedOut(2, {}, 0)] }),
  trend: () => Promise.resolve({ points: [] }),
  tasks: () => Promise.resolve({ tasks: [] }),
  destination: () => Promise.resolve(folder()),
  listKeys: () => Promise.resolve(["pay-2026"]),
  compareCertificate: () =>
    Promise.resolve({ trust: eu.profile.trust, trusted: certificate, presented: certificate, same: true }),
  startBackup: () => Promise.resolve("j1"),
  about: () =>
    Promise.resolve({ version: "1.0.0", licence: "Apache-2.0", receiptKey: "5f0a", components: [] }),
  readAddress: (text) => Promise.resolve(pasted(text)),
  testDraft: () => Promise.resolve(report()),
  addAppliance: () => Promise.resolve({ profile: profile("new", "ctvl-prd-9"), notKept: null }),
  ...libraryOf(archives(3)),
};

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const ordered = (host: FakeHost, name: keyof Host) =>
  host.calls.filter((call) => call.name === name).map(({ args }) => args[0]);

/** A view begins at its heading. */
const begunAt = (title: string) =>
  waitFor(async () => expect(document.activeElement, title).toBe(await heading(title)));

beforeAll(() => later.fetch());

describe.each(["light", "dark"] as const)("by keyboard alone, %s:", (theme) => {
  let container: HTMLElement;

  /** The window at a place, with the focus where going there puts it. */
  async function at(title: string, place?: Place, answers: Answers = {}): Promise<FakeHost> {
    const host = fakeHost({
      ...usual,
      settings: () => Promise.resolve({ ...settings, theme }),
      changeSettings: (change: SettingsChange) => Promise.resolve({ ...settings, theme, ...change }),
      ...answers,
    });
    ({ container } = render(App, { host }));
    await waitFor(() => expect(host.called("showWindow")).toBe(1));
    if (place) host.tell({ news: "goTo", place });
    await begunAt(title);
    return host;
  }

  beforeEach(() => document.body.focus());

  it("the sidebar leads to every view", async () => {
    await at("Overview");
    expect(document.documentElement.dataset["theme"]).toBe(theme);
    for (const name of ["Archives", "Activity", "Settings", "Payments EU", "Overview"]) {
      await tabTo(new RegExp(`^${name}`), true);
      await press("Enter");
      await begunAt(name);
    }
  });

  it("the overview backs up and opens", async () => {
    const host = await at("Overview");
    await expectAccessible(container);
    await tabTo(/^Back up without counters.*Card vault US/);
    await press("Enter");
    await waitFor(() => expect(ordered(host, "startBackup")).toMatchObject([{ profile: "us" }]));
    await tabTo(/^Open.*Payments EU/);
    await press(" ");
    await heading("Payments EU");
  });

  it("the page of an appliance backs up as its form says", async () => {
    const host = await at("Payments EU", { place: "appliance", profile: "eu" });
    await screen.findByText("backup_3.zip");
    await expectAccessible(container);
    await tabTo("Exclude counters from backup");
    await press(" ");
    await tabTo("Note");
    await type("Before the move");
    await press("Enter");
    await waitFor(() =>
      expect(ordered(host, "startBackup")).toMatchObject([
        { excludeCounters: true, note: "Before the move" },
      ]),
    );
  });

  it("the archives are walked, opened and left", async () => {
    await at("Archives", { place: "archives", archive: null });
    await screen.findAllByRole("row");
    await expectAccessible(container);
    await tabTo("Select all archives");
    await waitFor(() => expect(document.querySelector("[data-current]")).not.toBeNull());
    await vi.waitFor(async () => {
      await press("Tab");
      expect(document.activeElement?.getAttribute("role")).toBe("row");
    });
    await press("ArrowDown");
    await press("Enter");
    await screen.findByRole("complementary");
    await expectAccessible(container);
    await press("Escape");
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
  });

  it("the activity opens a failure and closes it again", async () => {
    await at("Activity", { place: "activity" });
    await screen.findByRole("button", { name: /Time-out/ });
    await expectAccessible(container);
    const line = await tabTo(/Time-out/);
    await press("Enter");
    expect(line.getAttribute("aria-expanded")).toBe("true");
    await expectAccessible(container);
    await press("Escape");
    expect(line.getAttribute("aria-expanded")).toBe("false");
  });

  it("the settings are changed", async () => {
    const host = await at("Settings", { place: "settings" });
    await expectAccessible(container);
    await tabTo(theme === "light" ? "Light" : "Dark");
    await press(theme === "light" ? "ArrowRight" : "ArrowLeft");
    await tabTo("A backup fails");
    await press(" ");
    await waitFor(() => expect(host.called("changeSettings")).toBe(2));
    expect(ordered(host, "changeSettings")).toMatchObject([
      { theme: theme === "light" ? "dark" : "light" },
      { notifications: { backupFailed: false } },
    ]);
  });

  it("an appliance is connected", async () => {
    const host = await at("Connect an appliance", { place: "connect" });
    await expectAccessible(container);
    await tabTo("Address");
    await type("ctvl-prd-9.pay.example");
    await tabTo("User name");
    await type("svc-backup");
    await tabTo("Password");
    await type("planted-Xk29");
    await tabTo("Production");
    await press("ArrowRight");
    await tabTo("Name");
    await type("ctvl-prd-9");
    await press("Enter");
    await waitFor(() => expect(host.called("addAppliance")).toBe(1));
  });

  it("the first view starts the practice appliance", async () => {
    const host = await at("Welcome to CT-VL Backup", undefined, {
      overview: () => Promise.resolve(emptyOverview),
      startPractice: () => new Promise(() => {}),
    });
    await expectAccessible(container);
    await tabTo("Start practising");
    await press("Enter");
    expect(host.called("startPractice")).toBe(1);
  });

  it("the engine that did not open is tried again", async () => {
    const failure = described("databaseNewer", "A newer version has used this database.");
    const host = await at("CT-VL Backup cannot start", undefined, {
      appStatus: () => Promise.resolve({ version: "1.0.0", engine: { state: "failed", failure } }),
    });
    await expectAccessible(container);
    await tabTo("Try again");
    await press("Enter");
    expect(host.called("appStatus"), "once at its start, once again").toBe(2);
  });
});

it("Tab passes nothing that a pointer can press", async () => {
  const host = fakeHost(usual);
  const { container } = render(App, { host });
  for (const [title, place] of [
    ["Overview", { place: "overview" }],
    ["Payments EU", { place: "appliance", profile: "eu" }],
    ["Archives", { place: "archives", archive: 3 }],
    ["Activity", { place: "activity" }],
    ["Settings", { place: "settings" }],
    ["Connect an appliance", { place: "connect" }],
  ] as [string, Place][]) {
    host.tell({ news: "goTo", place });
    await heading(title);
    const passed = [...container.querySelectorAll<HTMLElement>("button, a, input, select, textarea, summary")]
      .filter((element) => element.tabIndex < 0)
      // Of a group of radio buttons arrows lead to the others.
      .filter((element) => element.getAttribute("role") !== "radio")
      // The arrow of a combobox repeats what Arrow Down does in its field.
      .filter((element) => element.parentElement?.querySelector("[role=combobox]") === null);
    expect(
      passed.map((element) => element.outerHTML),
      title,
    ).toEqual([]);
  }
});
