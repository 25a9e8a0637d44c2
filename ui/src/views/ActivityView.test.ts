import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ActivityFilter, Event } from "$lib/contract";
import type { Host } from "$lib/host";
import { PATIENCE_MS } from "$lib/state/loaded.svelte";
import { appliance, described, overviewOf, progress, refuse } from "../test/appliances";
import { expectAccessible } from "../test/axe";
import { event, timedOut } from "../test/events";
import { speak } from "../test/moment";
import { renderView } from "../test/render";
import ActivityView from "./ActivityView.svelte";

const appliances = [appliance("eu", "Payments EU"), appliance("us", "Card vault US")];
type Answers = { [K in keyof Host]?: Host[K] };
const some = [
  event(3, {}, 0),
  timedOut(2, {}, 0),
  event(
    1,
    {
      kind: "trusted",
      durationMillis: null,
      bytes: null,
      result: { is: "trusted", fingerprint: "AA:BB" },
    },
    30,
  ),
];

async function show(events: Event[] = some, answers: Answers = {}) {
  const rendered = await renderView(
    ActivityView,
    {},
    {
      overview: () => Promise.resolve(overviewOf(appliances)),
      activity: ({ before, limit = 200, outcomes, profile, text }: ActivityFilter) =>
        Promise.resolve({
          events: events
            .filter((one) => text === undefined || (one.incident !== null && text.includes(one.incident)))
            .filter(({ id }) => before === undefined || id < before)
            .filter(({ outcome }) => outcomes.length === 0 || outcomes.includes(outcome))
            .filter((one) => profile === undefined || one.profile === profile)
            .slice(0, limit),
        }),
      trend: () => Promise.resolve({ points: [] }),
      ...answers,
    },
  );
  if (events.length > 0 && !answers.activity)
    await screen.findByText(/^(The record begins here\.|Hier beginnt die Aufzeichnung\.|Load older)$/);
  return rendered;
}
const line = (name: RegExp) => screen.getByRole("button", { name });

describe("the activity", () => {
  afterEach(() => vi.useRealTimers());

  it("tells every event by day: when, what, how it ended, how long", async () => {
    const { container } = await show();
    const today = within(screen.getByRole("region", { name: /^Today/ }));
    expect(
      today.getAllByRole("button").map((one) => one.textContent?.replaceAll(/\s+/g, " ").trim()),
    ).toEqual([
      expect.stringMatching(/^\d\d:\d\d Back up Payments EU Verified, 1\.31 GB 3 min 9 s$/),
      expect.stringMatching(/^\d\d:\d\d Back up Card vault US Time-out 10 min 4 s 7F3K-29QD$/),
    ]);
    expect(screen.getByText("Last 30 days: 2 runs, 1 failed")).toBeDefined();
    expect(screen.getByText("The record begins here.")).toBeDefined();
    await expectAccessible(container);
  });

  it("opens a failure in place, with its cure, its incident and a report", async () => {
    const { container, host, app } = await show(some, {
      copyText: () => Promise.resolve(),
      startBackup: () => Promise.resolve("j9"),
    });
    const row = line(/Card vault US Time-out/);
    expect(row.getAttribute("aria-expanded")).toBe("false");
    await fireEvent.click(row);
    expect(row.getAttribute("aria-expanded")).toBe("true");
    expect(screen.getByText("counter trim --tablename").tagName, "a command looks like one").toBe("CODE");
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Copy incident id" }));
    expect(host.calls.at(-1)).toEqual({ name: "copyText", args: ["7F3K-29QD"] });
    await fireEvent.click(screen.getByRole("button", { name: "Copy report" }));
    await waitFor(() => expect(app.announcer.polite).toBe("Copied"));
    expect(host.calls.at(-1)?.args[0]).toContain("Incident: 7F3K-29QD");
    await fireEvent.click(screen.getByRole("button", { name: "Back up without counters" }));
    await waitFor(() => expect(app.router.place).toEqual({ place: "appliance", profile: "us" }));
  });

  it("closes what is open with Escape", async () => {
    await show();
    await fireEvent.click(line(/Payments EU Verified/));
    expect(screen.getByText("Copy report")).toBeDefined();
    await fireEvent.keyDown(window, { key: "Escape" });
    await waitFor(() => expect(screen.queryByText("Copy report")).toBeNull());
  });

  it("is filtered, and says when nothing matches", async () => {
    const { container, host } = await show();
    await fireEvent.click(screen.getByRole("radio", { name: "Restores" }));
    await waitFor(() =>
      expect(host.calls.at(-1)?.args[0]).toMatchObject({ kinds: ["restore", "aftermathTicked"] }),
    );
    await fireEvent.change(screen.getByRole("combobox", { name: /Outcome/ }), {
      target: { value: "cancelled" },
    });
    expect(await screen.findByText("Nothing matches")).toBeDefined();
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(await screen.findAllByRole("listitem")).toHaveLength(3);
  });

  it("folds filters into a dialog where there is no room", async () => {
    await show();
    await fireEvent.click(screen.getByRole("button", { name: "Filters" }));
    const dialog = await screen.findByRole("dialog", { name: "Filters" });
    await expectAccessible(dialog);
    await fireEvent.change(within(dialog).getByRole("combobox", { name: "Outcome" }), {
      target: { value: "failed" },
    });
    await fireEvent.click(within(dialog).getByRole("button", { name: "Show activity" }));
    expect(await screen.findByRole("button", { name: "Filters (1)" })).toBeDefined();
    await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(1));
  });

  it("loads older lines on demand", async () => {
    const { container } = await show(Array.from({ length: 230 }, (_, nth) => event(230 - nth, {}, nth)));
    const lines = () => container.querySelectorAll("li").length;
    expect(lines()).toBe(200);
    await fireEvent.click(screen.getByText("Load older"));
    expect(await screen.findByText("The record begins here.")).toBeDefined();
    expect(lines()).toBe(230);
  });

  it("shows at once what happens", async () => {
    const events = [...some];
    const { host } = await show(events);
    events.unshift(event(4, { subject: "Payments DR" }, 0));
    host.tell({ news: "changed", what: "activity" });
    expect(await screen.findByText("Back up Payments DR")).toBeDefined();
  });

  it("shows what runs at the top, each with what can be done about it", async () => {
    const { container, host, app } = await show(some, { cancelJob: () => Promise.resolve() });
    const verifying = progress({
      job: "v1",
      kind: "verify",
      subject: "14 archives",
      archives: 14,
      stage: "verifying",
      item: { index: 9, of: 14, name: "a.zip" },
      total: 1_000_000_000,
    });
    host.tell({ news: "progress", progress: verifying, profile: null });
    host.tell({ news: "progress", progress: progress(), profile: "eu" });
    const running = within(await screen.findByRole("region", { name: "Running now" }));
    expect(running.getByText("Verifying · 9 of 14 · 412 MB of 1.00 GB · 96 MB/s")).toBeDefined();
    await expectAccessible(container);
    await fireEvent.click(running.getByRole("button", { name: "Cancel: Verify 14 archives" }));
    expect(host.calls.at(-1)).toEqual({ name: "cancelJob", args: ["v1"] });
    expect(running.getByText("Stopping…")).toBeDefined();
    await fireEvent.click(running.getByRole("button", { name: "View: Back up Payments EU" }));
    expect(app.router.place).toEqual({ place: "appliance", profile: "eu" });
  });

  it("exports as a table or as JSON, and says where it is", async () => {
    const { container, host } = await show(some, { exportActivity: () => Promise.resolve("activity.json") });
    await fireEvent.keyDown(screen.getByRole("button", { name: "Export…" }), { key: "Enter" });
    await fireEvent.click(await screen.findByRole("menuitem", { name: "As JSON…" }));
    expect(await screen.findByText("Saved as activity.json.")).toBeDefined();
    expect(host.calls.find(({ name }) => name === "exportActivity")?.args[1]).toBe("json");
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Dismiss: Saved as activity.json." }));
    expect(screen.queryByText("Saved as activity.json.")).toBeNull();
  });

  it("draws sizes and durations of the chosen appliance, and says them", async () => {
    const points = [1_300_000_000, 1_310_000_000, 214_000_000].map((bytes, nth) => ({
      at: new Date(Date.now() - (3 - nth) * 86_400_000).toISOString(),
      bytes,
      durationMillis: 180_000,
      counters: "included" as const,
      archive: nth,
    }));
    const { container } = await show(some, { trend: () => Promise.resolve({ points }) });
    await fireEvent.change(screen.getByRole("combobox", { name: /Appliance/ }), { target: { value: "eu" } });
    const trend = within(await screen.findByRole("region", { name: "Size and duration" }));
    expect(await trend.findByText("Last 3 backups")).toBeDefined();
    expect(trend.getByText("Newest: 214 MB in 3 min. Usual before: 1.31 GB in 3 min.")).toBeDefined();
    expect(trend.getByRole("img", { name: /from 214 MB to 1\.31 GB/ })).toBeDefined();
    await expectAccessible(container);
  });

  it("says what will appear where nothing has happened", async () => {
    const { container } = await show([]);
    expect(await screen.findByText("Nothing has happened yet")).toBeDefined();
    await expectAccessible(container);
  });

  it("shows nothing at first, then bones", async () => {
    vi.useFakeTimers();
    const { container } = await show([], { activity: () => new Promise(() => {}) });
    expect(screen.queryByText("Nothing has happened yet")).toBeNull();
    await vi.advanceTimersByTimeAsync(PATIENCE_MS + 20);
    expect(screen.getByRole("status", { name: "The activity is being read" })).toBeDefined();
    vi.useRealTimers();
    await expectAccessible(container);
  });

  it("says why it cannot be read, and keeps what it had", async () => {
    let away = false;
    const refused = described("databaseFailed", "The app’s database refused.", { next: "Look again." });
    const { container, app } = await show([], {
      activity: () => (away ? refuse(refused) : Promise.resolve({ events: some })),
    });
    await screen.findAllByRole("listitem");
    away = true;
    app.command("lookAgain");
    expect(await screen.findByText(/^As of Today, .* The app’s database refused\.$/)).toBeDefined();
    expect(screen.getByText("Incident 7F3K-29QD")).toBeDefined();
    expect(screen.getAllByRole("listitem")).toHaveLength(3);
    await expectAccessible(container);
    away = false;
    await fireEvent.click(screen.getByRole("button", { name: "Look again" }));
    await waitFor(() => expect(screen.queryByText("Incident 7F3K-29QD")).toBeNull());
  });

  it("is searched, and finds an incident as it was pasted", async () => {
    const { container, host, app } = await show(some, { openLogs: () => Promise.resolve() });
    app.command("find");
    const field = screen.getByRole("searchbox", { name: "Search activity" });
    expect(document.activeElement, "Ctrl F leads there").toBe(field);
    await fireEvent.input(field, { target: { value: " Incident 7F3K-29QD " } });
    await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(1));
    expect(line(/Card vault US Time-out/)).toBeDefined();
    await fireEvent.input(field, { target: { value: "7F3K-29QE" } });
    expect(await screen.findByText("Nothing matches “7F3K-29QE”")).toBeDefined();
    expect(screen.getByText(/^No run ended with this incident\./)).toBeDefined();
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Open logs" }));
    expect(host.called("openLogs")).toBe(1);
    await fireEvent.click(screen.getByRole("button", { name: "Clear search" }));
    expect(await screen.findAllByRole("listitem")).toHaveLength(3);
    await fireEvent.input(field, { target: { value: "Berlin" } });
    expect(await screen.findByText("Nothing matches “Berlin”")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Open logs" }), "a word is no incident").toBeNull();
  });

  it("speaks German, from kinds and fields alone", async () => {
    speak("de");
    const verified = event(4, {
      kind: "verify",
      subject: "14 archives",
      archives: 14,
      text: "13 verified, 1 damaged.",
      result: { is: "verified", verified: 13, muchSmaller: 0, damaged: 1, unproven: 0, unread: 0 },
    });
    const { container } = await show([verified, ...some]);
    expect(line(/14 Archive prüfen 1 beschädigt, 13 geprüft/)).toBeDefined();
    await fireEvent.click(line(/Card vault US sichern Zeitüberschreitung/));
    expect(screen.getByText(/^Card vault US hat die Sicherung nicht innerhalb von 10 Minuten/)).toBeDefined();
    expect(container.textContent, "an English sentence is shown as if it were German").not.toContain(
      "did not",
    );
    expect(screen.getByRole("button", { name: "Ohne Zähler sichern" })).toBeDefined();
    await expectAccessible(container);
  });
});
