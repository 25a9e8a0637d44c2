import { describe, expect, it } from "vitest";
import type { Host } from "$lib/host";
import {
  appliance,
  described,
  late,
  overviewOf,
  practising,
  progress,
  refuse,
  untrusted,
} from "../../test/appliances";
import { fakeHost, noPractice } from "../../test/host";
import { App } from "./app.svelte";
import { Orphans } from "./orphans.svelte";
import { OverviewBoard } from "./overview.svelte";
import { Several } from "./several.svelte";

const eu = appliance("eu", "Payments EU");
const us = late("us", "Card vault US");
const ap = untrusted("ap", "Loyalty APAC");
const practice = practising("pr");

async function world(appliances = [eu, us, ap, practice], answers: { [K in keyof Host]?: Host[K] } = {}) {
  const host = fakeHost({
    overview: () => Promise.resolve(overviewOf(appliances)),
    startBackup: ({ profile }) => Promise.resolve(`job-${profile}`),
    ...answers,
  });
  const app = new App(host);
  await app.start();
  return { host, app, board: new OverviewBoard(app) };
}
const busy = described("runInProgress", "Something else is working with it.", { severity: "warning" });

describe("the board of the overview", () => {
  it("counts appliances by how well they are protected, and no practice appliance", async () => {
    const { board } = await world();
    expect(board.counts).toEqual({ protected: 1, needsAttention: 1, atRisk: 1 });
  });

  it("lets one look for an appliance once there are many", async () => {
    const { board } = await world();
    board.filter = "vault";
    expect(board.shown, "so few are seen at once").toHaveLength(4);
    const many = Array.from({ length: 200 }, (_, index) => appliance(`p${index}`, `Appliance ${index}`));
    const { board: full } = await world(many);
    full.filter = " P199.pay ";
    expect(
      full.shown.map(({ profile }) => profile.name),
      "by name or address",
    ).toEqual(["Appliance 199"]);
  });

  it("shows the first needs, and all of them when asked", async () => {
    const many = Array.from({ length: 8 }, (_, index) => late(`p${index}`, `Appliance ${index}`));
    const { board } = await world(many);
    expect([board.shownNeeds.length, board.hiddenNeeds]).toEqual([5, 3]);
    board.allNeeds = true;
    expect([board.shownNeeds.length, board.hiddenNeeds]).toEqual([8, 0]);
  });

  it("starts one backup for two impatient presses", async () => {
    const { board, host } = await world();
    await Promise.all([board.backUp(eu), board.backUp(eu)]);
    expect(host.calls.filter(({ name }) => name === "startBackup")).toEqual([
      { name: "startBackup", args: [{ profile: "eu", preChange: false }] },
    ]);
  });

  it("does what a need says, and leaves the counters out where that is the cure", async () => {
    const { board, host } = await world();
    const [need] = board.needs;
    if (need) await board.meet(need);
    expect(host.calls.at(-1)).toEqual({
      name: "startBackup",
      args: [{ profile: "us", preChange: false, excludeCounters: true }],
    });
  });

  it("keeps a refusal where the backup was asked for, until the next try", async () => {
    let answer = (): Promise<string> => refuse(busy);
    const { board } = await world(undefined, { startBackup: () => answer() });
    await board.backUp(eu);
    expect(board.refused.get("eu")).toMatchObject({ origin: "card", failure: { severity: "warning" } });
    answer = () => Promise.resolve("j1");
    await board.backUp(eu);
    expect(board.refused.size).toBe(0);
  });

  it("asks for a password that is missing before anything is started", async () => {
    const missing = appliance("eu", "Payments EU", { profile: { credential: "notStored" } });
    const { app, board, host } = await world([missing]);
    const started = board.backUp(missing);
    expect(app.asking.asked?.question).toMatchObject({ about: "password", why: "missing" });
    expect(host.called("startBackup")).toBe(0);
    app.asking.asked?.answer(true);
    await started;
    expect(host.called("startBackup"), "what was wanted is done then").toBe(1);
  });

  it("says what is in the way", async () => {
    const { app, board } = await world();
    expect(board.blocked(ap)).toBe("certificate");
    expect(board.due(ap), "comparing comes first").toBe(false);
    expect(board.due(us)).toBe(true);
    app.practice.take({ ...noPractice, profile: "pr" });
    expect(board.blocked(practice)).toBe("practiceStopped");
    app.practice.take({ ...noPractice, profile: "pr", running: true });
    expect(board.blocked(practice)).toBeUndefined();
  });

  it("knows what runs on which appliance", async () => {
    const { board, host } = await world();
    host.tell({ news: "progress", progress: progress(), profile: "eu" });
    expect(board.jobOf("eu")?.progress.stage).toBe("receiving");
    expect(board.jobOf("us")).toBeUndefined();
  });
});

describe("several backups at once", () => {
  it("begin with those that are due, and leave out what cannot run", async () => {
    const { app, host } = await world();
    host.tell({ news: "progress", progress: progress(), profile: "eu" });
    const several = new Several(app);
    several.show();
    expect(several.ready.map(({ profile }) => profile.id)).toEqual(["us"]);
    expect([eu, us, ap].map((one) => several.hindrance(one))).toEqual(["running", undefined, "certificate"]);
    expect(several.appliances, "practice is not what one means by several").not.toContain(practice);
  });

  it("start one job each and close", async () => {
    const { app, host } = await world();
    const several = new Several(app);
    several.show();
    several.chooseAll(true);
    expect(several.all).toBe(true);
    await several.start();
    expect(host.called("startBackup")).toBe(2);
    expect(several.open).toBe(false);
  });

  it("stay open and say which did not start", async () => {
    const { app } = await world(undefined, {
      startBackup: ({ profile }) => (profile === "us" ? refuse(busy) : Promise.resolve("j1")),
    });
    const several = new Several(app);
    several.show();
    several.chooseAll(true);
    await several.start();
    expect([several.open, several.started]).toEqual([true, 1]);
    expect(several.notStarted.map(({ appliance }) => appliance.profile.name)).toEqual(["Card vault US"]);
    expect(
      several.ready.map(({ profile }) => profile.id),
      "those that run are not started twice",
    ).toEqual(["us"]);
  });
});

describe("what interrupted runs left", () => {
  const files = ["1", "2"].map((id) => ({
    id,
    name: `.backup_${id}.zip.part`,
    folder: "/backups",
    size: 812_000_000,
    appliance: "Payments EU",
    started: "2026-11-09T02:00:00Z",
  }));

  it("goes, except for what is kept", async () => {
    const { app, host } = await world(undefined, {
      orphans: () => Promise.resolve(files),
      removeOrphans: () => Promise.resolve(),
    });
    const orphans = new Orphans(app);
    orphans.show();
    await expect.poll(() => orphans.list.value).toEqual(files);
    orphans.choose("1", false);
    await orphans.remove();
    expect(host.calls.find(({ name }) => name === "removeOrphans")?.args).toEqual([["2"]]);
    expect(orphans.open).toBe(false);
  });

  it("is looked at again when it could not be removed", async () => {
    const { app, host } = await world(undefined, {
      orphans: () => Promise.resolve(files),
      removeOrphans: () => refuse(described("notAnOrphan", "It belongs to a run.")),
    });
    const orphans = new Orphans(app);
    orphans.show();
    await expect.poll(() => orphans.list.value).toEqual(files);
    await orphans.remove();
    expect(orphans.open, "one has to read why").toBe(true);
    expect(orphans.removal.failure?.incident).toBe("7F3K-29QD");
    expect(host.called("orphans")).toBe(2);
  });
});
