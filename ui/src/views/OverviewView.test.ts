import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Overview } from "$lib/contract";
import type { Host } from "$lib/host";
import { App } from "$lib/state/app.svelte";
import { PATIENCE_MS } from "$lib/state/loaded.svelte";
import {
  appliance,
  backedUp,
  described,
  failed,
  late,
  overviewOf,
  practising,
  progress,
  refuse,
  untrusted,
} from "../test/appliances";
import { expectAccessible } from "../test/axe";
import Harness from "../test/Harness.svelte";
import { fakeHost, noPractice } from "../test/host";
import { speak } from "../test/moment";
import { renderView } from "../test/render";
import OverviewView from "./OverviewView.svelte";

const eu = appliance("eu", "Payments EU");
const us = late("us", "Card vault US");
const ap = untrusted("ap", "Loyalty APAC");
const practice = practising("pr");
const all = overviewOf([eu, us, ap, practice]);

const show = (answers: { [K in keyof Host]?: Host[K] } = {}, overview: Overview = all) =>
  renderView(OverviewView, {}, { overview: () => Promise.resolve(overview), ...answers });
const card = (name: string) => within(screen.getByRole("listitem", { name }));
const busy = described("runInProgress", "Something else is working with Payments EU now.", {
  severity: "warning",
  next: "Wait until it is over.",
});

describe("the overview", () => {
  afterEach(() => vi.useRealTimers());

  it("answers first, with the button that ends each exception", async () => {
    const { container } = await show();
    expect(screen.getByText("1 protected, 1 needs attention, 1 at risk")).toBeDefined();
    const needs = within(screen.getByRole("region", { name: "Needs you" }));
    expect(
      needs.getAllByRole("listitem").map((need) => need.textContent?.replaceAll(/\s+/g, " ").trim()),
    ).toEqual([
      "Card vault US has had no verified backup for 6 days. The last try ended in a time-out. Back up without counters",
      "Loyalty APAC presents a different certificate. Backups wait until you have compared it. Compare certificates",
    ]);
    expect(card("Payments EU").getByText("12 hours ago")).toBeDefined();
    expect(card("Payments EU").getByRole("img", { name: /14 of 14 days/ })).toBeDefined();
    await expectAccessible(container);
  });

  it("fills the button where a backup is due, tints it where all is well, explains it where it cannot be", async () => {
    await show();
    const button = (name: string) => card(name).getByRole("button", { name: /^Back up/ });
    expect(button("Payments EU").className).toContain("tonal");
    expect(button("Card vault US").className).toContain("primary");
    expect(button("Loyalty APAC").getAttribute("aria-disabled")).toBe("true");
    expect(card("Loyalty APAC").getByText("Compare certificates first")).toBeDefined();
  });

  it("cures the last failure from the card as well, and says the next task once", async () => {
    const { host } = await show({ startBackup: () => Promise.resolve("j1") });
    const vault = card("Card vault US");
    expect(vault.queryByText("Next task")).toBeNull();
    expect(card("Loyalty APAC").getByText("Next task")).toBeDefined();
    await fireEvent.click(vault.getByRole("button", { name: "Back up without counters: Card vault US" }));
    await waitFor(() => expect(host.called("startBackup")).toBe(1));
    expect(host.calls.at(-1)?.args).toEqual([{ profile: "us", preChange: false, excludeCounters: true }]);
  });

  it("says on the card why the cure of a failure did not start", async () => {
    await show({ startBackup: () => refuse(busy) });
    const vault = card("Card vault US");
    await fireEvent.click(vault.getByRole("button", { name: /^Back up without counters/ }));
    await waitFor(() => expect(vault.getByText(/Something else is working/)).toBeDefined());
  });

  it("backs up with one press and follows the job on its card", async () => {
    const { app, host } = await show({ startBackup: () => Promise.resolve("j1") });
    const button = card("Payments EU").getByRole("button", { name: "Back up now: Payments EU" });
    button.focus();
    await fireEvent.click(button);
    expect(host.calls.at(-1)?.args).toEqual([{ profile: "eu", preChange: false }]);
    host.tell({ news: "progress", progress: progress(), profile: "eu" });
    await waitFor(() => expect(card("Payments EU").getByText("Receiving 412 MB")).toBeDefined());
    expect(card("Payments EU").getByText("at 96 MB/s")).toBeDefined();
    const view = card("Payments EU").getByRole("button", { name: "View the job of Payments EU" });
    await waitFor(() =>
      expect(document.activeElement, "the pressed button is gone; its card keeps the focus").toBe(view),
    );
    await fireEvent.click(view);
    expect(app.router.place).toEqual({ place: "appliance", profile: "eu" });
  });

  it("says on the card why a backup did not start", async () => {
    const { container } = await show({ startBackup: () => refuse(busy) });
    await fireEvent.click(card("Payments EU").getByRole("button", { name: /Back up now/ }));
    await waitFor(() => expect(card("Payments EU").getByText(/Something else is working/)).toBeDefined());
    expect(card("Payments EU").getByText("Incident 7F3K-29QD")).toBeDefined();
    await expectAccessible(container);
  });

  it("asks for the comparison of a certificate", async () => {
    const { app } = await show();
    await fireEvent.click(screen.getByRole("button", { name: "Compare certificates: Loyalty APAC" }));
    expect(app.asking.asked?.question).toMatchObject({ about: "certificate", profile: { id: "ap" } });
  });

  it("leads to what a restore left", async () => {
    const left = appliance("eu", "Payments EU", {
      protection: "needsAttention",
      attention: [{ reason: "tasksOpen", count: 2 }],
    });
    const { app } = await show({}, overviewOf([left]));
    await fireEvent.click(screen.getByRole("button", { name: "Show tasks: Payments EU" }));
    expect(app.router.place).toEqual({ place: "restore", profile: "eu" });
  });

  it("marks the practice appliance, starts it where it is stopped and tells its failures on its card", async () => {
    const running = { ...noPractice, profile: "pr", running: true };
    const { container, host } = await show({
      practice: () => Promise.resolve({ ...running, running: false }),
      startPractice: () => Promise.resolve(running),
    });
    expect(card("Practice").getByText("Stopped")).toBeDefined();
    expect(card("Practice").getByText("On this computer")).toBeDefined();
    await fireEvent.click(card("Practice").getByRole("button", { name: "Start" }));
    await waitFor(() => expect(card("Practice").getByText("Running")).toBeDefined());
    host.tell({ news: "ended", outcome: failed("pr", described("backupTimedOut", "It timed out.")) });
    await waitFor(() => expect(card("Practice").getByText("Last try failed")).toBeDefined());
    await expectAccessible(container);
  });

  it("tells a screen reader how backups end", async () => {
    const { app, host } = await show();
    host.tell({ news: "ended", outcome: backedUp("eu") });
    expect(app.announcer.polite).toBe("Payments EU is backed up.");
    host.tell({
      news: "ended",
      outcome: failed("eu", described("backupTimedOut", "It did not finish in time.")),
    });
    expect(app.announcer.assertive).toBe("Payments EU was not backed up. It did not finish in time.");
  });

  it("stays usable with many appliances: one looks for them, and a search without hits can be cleared", async () => {
    const many = Array.from({ length: 40 }, (_, index) => appliance(`p${index}`, `Appliance ${index}`));
    const { host } = await show({}, overviewOf(many));
    expect(document.querySelectorAll(".card")).toHaveLength(40);
    host.tell({ news: "command", command: "find" });
    const search = screen.getByLabelText("Find an appliance");
    expect(document.activeElement).toBe(search);
    await fireEvent.input(search, { target: { value: "appliance 39" } });
    expect(document.querySelectorAll(".card")).toHaveLength(1);
    await fireEvent.input(search, { target: { value: "nowhere" } });
    await fireEvent.click(screen.getByText("Clear search"));
    expect(document.querySelectorAll(".card")).toHaveLength(40);
    expect(document.activeElement, "one goes on typing").toBe(search);
  });

  it("backs up several, those due chosen, and says which could not start", async () => {
    const { host } = await show({
      startBackup: ({ profile }) => (profile === "us" ? refuse(busy) : Promise.resolve("j1")),
    });
    host.tell({ news: "command", command: "backUp" });
    const dialog = within(await screen.findByRole("dialog", { name: "Back up several appliances" }));
    const box = (name: string) => dialog.getByRole<HTMLInputElement>("checkbox", { name });
    expect([box("Payments EU").checked, box("Card vault US").checked]).toEqual([false, true]);
    expect(box("Loyalty APAC").disabled).toBe(true);
    await expectAccessible(document.body);
    await fireEvent.click(box("Payments EU"));
    await fireEvent.click(dialog.getByRole("button", { name: "Back up 2 appliances" }));
    await waitFor(() => expect(dialog.getByText("1 backup is running.")).toBeDefined());
    expect(dialog.getByRole("heading", { name: "Card vault US" })).toBeDefined();
    expect(dialog.getByText(/Something else is working/)).toBeDefined();
    await expectAccessible(document.body);
  });

  it("offers what interrupted runs left for removal, with keeping as the default", async () => {
    const orphan = {
      id: "o1",
      name: ".backup_2026-11-09T02-00-04.zip.part",
      folder: "/backups",
      size: 812_000_000,
      appliance: "Payments EU",
      started: "2026-11-09T02:00:00Z",
    };
    const { host } = await show(
      { orphans: () => Promise.resolve([orphan]), removeOrphans: () => Promise.resolve() },
      { ...all, orphans: 1 },
    );
    expect(screen.getByText("An interrupted run left 1 unfinished file.")).toBeDefined();
    await fireEvent.click(screen.getByRole("button", { name: "Look at them…" }));
    const dialog = within(await screen.findByRole("alertdialog"));
    await waitFor(() => expect(dialog.getByRole("checkbox", { name: orphan.name })).toBeDefined());
    await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe("Keep them"));
    await expectAccessible(document.body);
    await fireEvent.click(dialog.getByRole("button", { name: "Remove 1 file" }));
    await waitFor(() =>
      expect(host.calls.find(({ name }) => name === "removeOrphans")?.args).toEqual([["o1"]]),
    );
  });

  it("shows nothing for a moment, then still bones", async () => {
    vi.useFakeTimers();
    const app = new App(fakeHost({ overview: () => new Promise(() => {}) }));
    void app.start();
    const { container } = render(Harness, { props: { app, component: OverviewView as never, props: {} } });
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 50);
    expect(screen.queryByRole("status", { name: "Looking at the appliances" })).toBeNull();
    await vi.advanceTimersByTimeAsync(100);
    expect(screen.getByRole("status", { name: "Looking at the appliances" })).toBeDefined();
    vi.useRealTimers();
    await expectAccessible(container);
  });

  it("keeps what was known readable when a look fails, and says of when it is", async () => {
    let answer = () => Promise.resolve(all);
    const { app, container } = await show({ overview: () => answer() });
    answer = () => refuse(described("databaseFailed", "The data could not be read."));
    await app.overview.look();
    await waitFor(() => expect(screen.getByText(/^As of .*\.$/)).toBeDefined());
    expect(screen.getByText(/The data could not be read\./)).toBeDefined();
    expect(card("Payments EU").getByText("12 hours ago")).toBeDefined();
    await expectAccessible(container);
    answer = () => Promise.resolve(all);
    await fireEvent.click(screen.getByRole("button", { name: "Look again" }));
    await waitFor(() => expect(screen.queryByText(/The data could not be read/)).toBeNull());
  });

  it("says what is wrong where nothing is known at all", async () => {
    const { container } = await show({
      overview: () => refuse(described("databaseFailed", "The data could not be read.")),
    });
    expect(screen.getByRole("alert").textContent).toContain("The data could not be read.");
    expect(screen.getByRole("button", { name: "Look again" })).toBeDefined();
    await expectAccessible(container);
  });

  it("speaks German", async () => {
    speak("de");
    const { container } = await show();
    expect(screen.getByRole("heading", { level: 1, name: "Übersicht" })).toBeDefined();
    expect(screen.getByText("1 geschützt, 1 braucht Aufmerksamkeit, 1 gefährdet")).toBeDefined();
    const cure = "Ohne Zähler sichern: Card vault US";
    expect(screen.getAllByRole("button", { name: cure }).length, "in the list and on the card").toBe(2);
    await expectAccessible(container);
  });
});
