import { describe, expect, it, vi } from "vitest";
import type { ActivityFilter, Event } from "$lib/contract";
import type { Host } from "$lib/host";
import { appliance, described, overviewOf, refuse } from "../../test/appliances";
import { event, timedOut } from "../../test/events";
import { fakeHost } from "../../test/host";
import { Activity, PAGE } from "./activity.svelte";
import { cureFor } from "./activity/cures";
import { namesIncident } from "./activity/filter";
import { App } from "./app.svelte";

const appliances = [appliance("eu", "Payments EU"), appliance("us", "Card vault US")];
type Answers = { [K in keyof Host]?: Host[K] };

async function open(events: Event[], answers: Answers = {}) {
  const host = fakeHost({
    overview: () => Promise.resolve(overviewOf(appliances)),
    activity: ({ before, limit = 200, profile }: ActivityFilter) =>
      Promise.resolve({
        events: events
          .filter(({ id }) => before === undefined || id < before)
          .filter((one) => profile === undefined || one.profile === profile)
          .slice(0, limit),
      }),
    trend: () => Promise.resolve({ points: [] }),
    ...answers,
  });
  const app = new App(host);
  await app.start();
  const activity = new Activity(app);
  const stop = activity.follow();
  await activity.list.look();
  return { app, host, activity, stop };
}
const many = (count: number, hoursApart = 1) =>
  Array.from({ length: count }, (_, nth) => event(count - nth, {}, nth * hoursApart + 1));

describe("the activity", () => {
  it("loads older lines after those it has, until there are none", async () => {
    const { activity, host } = await open(many(450));
    expect(activity.events.length).toBe(PAGE);
    await activity.older.go();
    expect(activity.events.length).toBe(400);
    expect(activity.more).toBe(true);
    await activity.older.go();
    expect(activity.events.map(({ id }) => id)).toEqual(many(450).map(({ id }) => id));
    expect(activity.more).toBe(false);
    expect(host.calls.at(-1)?.args[0]).toMatchObject({ before: 51, limit: PAGE });
  });

  it("keeps every line one has loaded when something new happens", async () => {
    const events = many(450);
    const { activity, app } = await open(events);
    await activity.older.go();
    events.unshift(event(451));
    app.hear({ news: "changed", what: "activity" });
    await vi.waitFor(() => expect(activity.events[0]?.id).toBe(451));
    expect(activity.events.length, "older lines went away under the reader").toBe(400);
  });

  it("asks the engine for kinds, outcomes and one appliance", async () => {
    const { activity, host } = await open(many(3));
    await activity.narrow({ kind: "backups", outcome: "failed", profile: "eu" });
    expect(host.calls.findLast(({ name }) => name === "activity")?.args[0]).toEqual({
      kinds: ["backup", "preChangeBackup", "safetyBackup"],
      outcomes: ["failed"],
      profile: "eu",
      limit: PAGE,
    });
    expect(activity.narrowed).toBe(true);
  });

  it("asks once the typing pauses, and exports what was searched", async () => {
    vi.useFakeTimers();
    const { activity, host } = await open(many(3), { exportActivity: () => Promise.resolve("a.csv") });
    const before = host.called("activity");
    for (const text of ["7", "7F3K", " 7F3K-29QD "]) activity.search(text);
    expect(activity.narrowed).toBe(true);
    expect(host.called("activity"), "each key asked the engine").toBe(before);
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    expect(host.called("activity")).toBe(before + 1);
    expect(host.calls.at(-1)?.args[0]).toEqual({ kinds: [], outcomes: [], text: "7F3K-29QD", limit: PAGE });
    await activity.export.go("csv");
    expect(host.calls.at(-1)?.args[0]).toEqual({ kinds: [], outcomes: [], text: "7F3K-29QD" });
    activity.search("x");
    await activity.narrow({ text: "" });
    expect(activity.narrowed, "a cleared search asks at once, and for nothing").toBe(false);
  });

  it.each([
    ["7F3K-29QD", true],
    ["Incident 7f3k-29qd.", true],
    ["Vorfall: 7F3K-29QD", true],
    ["2026-11-12T02", false],
    ["backup_7F3K-29QD1", false],
    ["Payments EU", false],
  ])("knows an incident in %s", (text, is) => {
    expect(namesIncident(text)).toBe(is);
  });

  it("shows the trend of the chosen appliance, and of no other", async () => {
    const { activity, host, app } = await open(many(3));
    expect(activity.trend).toBeNull();
    await activity.narrow({ profile: "eu" });
    expect(host.calls.find(({ name }) => name === "trend")?.args).toEqual(["eu"]);
    await activity.narrow({ outcome: "failed" });
    expect(host.called("trend"), "the same trend is asked for again").toBe(1);
    app.hear({ news: "changed", what: "activity" });
    await vi.waitFor(() => expect(host.called("trend")).toBe(2));
    await activity.narrow({ profile: "" });
    expect(activity.trend).toBeNull();
  });

  it("counts the runs of a month only where it has them all", async () => {
    const removed = event(99, { kind: "applianceRemoved" });
    const { activity } = await open([removed, timedOut(98), ...many(5, 24)]);
    expect(activity.month, "a removed appliance is no run").toEqual({ runs: 6, failed: 1 });
    const busy = await open(many(450));
    expect(busy.activity.month, "the first page is not a month").toBeUndefined();
    const old = await open([...many(1), ...many(300, 24).map((one) => ({ ...one, id: one.id - 400 }))]);
    expect(old.activity.month, "what is older does not matter").toBeDefined();
  });

  it("exports what the filters leave, and says where", async () => {
    let answer: string | null = "activity.csv";
    const { activity, host } = await open(many(3), { exportActivity: () => Promise.resolve(answer) });
    await activity.narrow({ kind: "verifications" });
    await activity.export.go("csv");
    expect(host.calls.at(-1)?.args).toEqual([{ kinds: ["verify"], outcomes: [] }, "csv"]);
    expect(activity.saved).toBe("activity.csv");
    answer = null;
    await activity.export.go("json");
    expect(activity.saved, "a closed dialog saved nothing").toBe("activity.csv");
  });

  it("backs up without counters where that is the cure, and goes to where it is seen", async () => {
    const { activity, host, app } = await open([timedOut(1)], { startBackup: () => Promise.resolve("j9") });
    const cure = cureFor(timedOut(1));
    if (cure) await activity.cure.go(cure);
    expect(host.calls.find(({ name }) => name === "startBackup")?.args).toEqual([
      { profile: "us", preChange: false, excludeCounters: true },
    ]);
    expect(app.router.place).toEqual({ place: "appliance", profile: "us" });
  });

  it("asks for a password first, and does nothing if it is not given", async () => {
    const refused = timedOut(1, { code: "loginRefused", cure: "enterPassword" });
    const { activity, host, app } = await open([refused]);
    const cure = cureFor(refused);
    const going = cure && activity.cure.go(cure);
    expect(app.asking.asked?.question).toMatchObject({ about: "password", why: "refused" });
    app.asking.asked?.answer(false);
    await going;
    expect(host.called("startBackup")).toBe(0);
    expect(app.router.place.place).toBe("overview");
  });

  it("keeps failures until they are put aside", async () => {
    const { activity } = await open([timedOut(1)], {
      startBackup: () => refuse(described("runInProgress", "Something else runs.")),
    });
    const cure = cureFor(timedOut(1));
    if (cure) await activity.cure.go(cure);
    expect(activity.troubles.map(({ failure }) => failure.title)).toEqual(["Something else runs."]);
    activity.troubles[0]?.dismiss();
    expect(activity.troubles).toEqual([]);
  });
});

describe("the cure of a failure", () => {
  it.each([
    [timedOut(1), "backUp"],
    [timedOut(1, { cure: "editAppliance" }), "appliance"],
    [timedOut(1, { kind: "preChangeBackup" }), "appliance"],
    [timedOut(1, { kind: "safetyBackup" }), "restore"],
    [timedOut(1, { kind: "restore", cure: "planAgain" }), "restore"],
    [timedOut(1, { kind: "verify", profile: null, cure: "tryAgain" }), "archives"],
    [timedOut(1, { cure: "findAnotherCopy" }), "archives"],
  ])("%# leads to the right place", (failure, place) => {
    expect(cureFor(failure)?.does).toBe(place);
  });

  it("is none where nothing can be done here", () => {
    expect(cureFor(event(1))).toBeUndefined();
    expect(cureFor(timedOut(1, { profile: null })), "its appliance was removed").toBeUndefined();
    expect(cureFor(timedOut(1, { cure: "updateApp" }))).toBeUndefined();
  });
});
