import { describe, expect, it } from "vitest";
import type { Host } from "$lib/host";
import {
  appliance,
  archiveRow,
  backedUp,
  described,
  failed,
  folder,
  late,
  overviewOf,
  practising,
  progress,
  refuse,
} from "../../test/appliances";
import { fakeHost, noPractice } from "../../test/host";
import { App } from "./app.svelte";
import { AppliancePage } from "./appliance.svelte";

const eu = appliance("eu", "Payments EU");
const timedOut = described("backupTimedOut", "It did not finish in time.", {
  offers: ["backUpWithoutCounters", "tryAgain"],
});

async function world(one = eu, answers: { [K in keyof Host]?: Host[K] } = {}) {
  const host = fakeHost({
    overview: () => Promise.resolve(overviewOf([one])),
    destination: () => Promise.resolve(folder()),
    trend: () => Promise.resolve({ points: [] }),
    archives: () => Promise.resolve({ total: 1, bytes: 1, rows: [archiveRow(7)] }),
    tasks: () => Promise.resolve({ tasks: [] }),
    compareCertificate: () => Promise.reject(new Error("away")),
    startBackup: () => Promise.resolve("j1"),
    ...answers,
  });
  const app = new App(host);
  await app.start();
  const page = new AppliancePage(app, one);
  return { host, app, page };
}
const started = (host: Awaited<ReturnType<typeof world>>["host"]) =>
  host.calls.filter(({ name }) => name === "startBackup").map(({ args }) => args[0]);

describe("the next backup", () => {
  it("begins with the appliance's own key and counters setting", async () => {
    const own = appliance("eu", "Payments EU", { profile: { key: "pay-2026", excludeCounters: true } });
    const { host, page } = await world(own);
    expect(await page.form.start(own)).toBe(true);
    expect(started(host)).toEqual([
      { profile: "eu", key: "pay-2026", excludeCounters: true, preChange: false },
    ]);
    page.form.adopt({ ...own.profile, key: null, excludeCounters: false });
    expect([page.form.key, page.form.excludeCounters]).toEqual(["", false]);
  });

  it("says before which change it is taken, once", async () => {
    const { host, page } = await world();
    page.form.preChange = true;
    page.form.note = " Before 2.9.0 ";
    expect(await page.form.start(eu)).toBe(true);
    expect(started(host)).toEqual([
      { profile: "eu", key: "", excludeCounters: false, note: "Before 2.9.0", preChange: true },
    ]);
    expect([page.form.preChange, page.form.note], "the one after it is an ordinary one").toEqual([false, ""]);
  });

  it("is not asked for where the folder cannot take it, or something runs", async () => {
    const bad = folder({ problem: described("destinationNotUsable", "It is not there.") });
    const { host, page } = await world(eu, { destination: () => Promise.resolve(bad) });
    await page.form.destination.look();
    expect(page.form.obstacle(eu)).toBe("folder");
    host.tell({ news: "progress", progress: progress(), profile: "eu" });
    expect(page.form.obstacle(eu)).toBe("running");
    expect(await page.form.start(eu)).toBe(false);
    expect(started(host)).toEqual([]);
  });

  it("waits for a practice appliance that is stopped", async () => {
    const practice = practising("pr");
    const { app, page } = await world(practice);
    app.practice.take({ ...noPractice, profile: "pr" });
    expect(page.form.obstacle(practice)).toBe("practiceStopped");
  });

  it("shows what the engine says of a key or a note at the field", async () => {
    for (const [code, field] of [
      ["keyNameInvalid", "keyFailure"],
      ["noteTooLong", "noteFailure"],
      ["noteMissing", "noteFailure"],
      ["runInProgress", "startFailure"],
    ] as const) {
      const { page } = await world(eu, {
        startBackup: () => refuse(described(code, "No.")),
      });
      expect(await page.form.start(eu)).toBe(false);
      const { keyFailure, noteFailure, startFailure } = page.form;
      expect(
        Object.entries({ keyFailure, noteFailure, startFailure }).filter(([, failure]) => failure),
      ).toEqual([[field, expect.objectContaining({ incident: "7F3K-29QD" })]]);
    }
  });

  it("asks for keys only when somebody looks for one, and once", async () => {
    const { host, page } = await world(eu, { listKeys: () => Promise.resolve(["pay-2026"]) });
    expect(host.called("listKeys"), "asking signs in").toBe(0);
    page.form.lookForKeys(eu);
    page.form.lookForKeys(eu);
    await expect.poll(() => page.form.keys.value).toEqual(["pay-2026"]);
    page.form.lookForKeys(eu);
    expect(host.called("listKeys")).toBe(1);
  });

  it("never sends a refused password for a list of keys", async () => {
    const refused = appliance("eu", "Payments EU", { profile: { credential: "refused" } });
    const { host, page } = await world(refused);
    page.form.lookForKeys(refused);
    expect(host.called("listKeys")).toBe(0);
  });

  it("remembers the folder that was chosen, and none where the dialog was closed", async () => {
    const chosen = folder({ folder: "/mnt/vault", own: false });
    const answers = [chosen, null];
    const { page } = await world(eu, { chooseDestination: () => Promise.resolve(answers.shift() ?? null) });
    await page.form.choose();
    await page.form.choose();
    expect(page.form.destination.value).toEqual(chosen);
  });
});

describe("a backup that ended", () => {
  it("is remembered until it is put aside, with those before it", async () => {
    const { app, host, page } = await world();
    host.tell({ news: "ended", outcome: failed("eu", timedOut) });
    host.tell({ news: "ended", outcome: { ...backedUp("eu"), job: "j2", at: "2026-11-12T14:00:00Z" } });
    expect(page.outcome?.job).toBe("j2");
    page.dismiss();
    expect(page.outcome, "an older ending does not come back").toBeUndefined();
    expect(app.jobs.ended.size).toBe(0);
  });

  it("is repeated as it was, without counters where that is the cure (R4)", async () => {
    const jobs = ["j1", "j2"];
    const { host, page } = await world(eu, { startBackup: () => Promise.resolve(jobs.shift() ?? "") });
    page.form.key = "pay-2026";
    await page.form.start(eu);
    const outcome = failed("eu", timedOut);
    host.tell({ news: "ended", outcome });
    await page.again.go("backUpWithoutCounters", outcome);
    expect(started(host).at(-1)).toEqual({
      profile: "eu",
      key: "pay-2026",
      excludeCounters: true,
      preChange: false,
    });
    expect(page.outcome, "it is superseded").toBeUndefined();
  });

  it("is not put aside where it ended before its start was answered", async () => {
    const done = { ...backedUp("eu"), job: "j2", at: "2026-11-12T14:00:00Z" };
    const { app, host, page } = await world(eu, {
      startBackup: () => {
        app.hear({ news: "ended", outcome: done });
        return Promise.resolve("j2");
      },
    });
    const outcome = failed("eu", timedOut);
    host.tell({ news: "ended", outcome });
    await page.again.go("backUpWithoutCounters", outcome);
    expect(page.outcome, "a small backup over a fast line").toEqual(done);
    expect(app.jobs.ended.has(outcome.job), "the one before it is").toBe(false);
    page.dismiss();
    expect(page.outcome, "a person puts aside what they like").toBeUndefined();
  });

  it("stays where the person does not answer what the cure asks", async () => {
    const refused = described("loginRefused", "Refused.", { offers: ["enterPassword"] });
    const { app, host, page } = await world();
    const outcome = failed("eu", refused);
    host.tell({ news: "ended", outcome });
    const repeating = page.again.go("enterPassword", outcome);
    expect(app.asking.asked?.question).toMatchObject({ about: "password", why: "refused" });
    app.asking.asked?.answer(false);
    await repeating;
    expect(started(host)).toEqual([]);
    expect(page.outcome).toBe(outcome);
  });

  it("keeps why it could not be repeated", async () => {
    const { host, page } = await world(eu, {
      startBackup: () => refuse(described("runInProgress", "Busy.")),
    });
    const outcome = failed("eu", timedOut);
    host.tell({ news: "ended", outcome });
    await page.again.go("tryAgain", outcome);
    expect(page.again.failure?.title).toBe("Busy.");
    expect(page.outcome, "the first failure is still there").toBe(outcome);
  });
});

describe("the page of an appliance", () => {
  it("foretells a backup by the last one with the same counters", async () => {
    const rows = [
      archiveRow(9, { counters: "excluded", size: 214 }),
      archiveRow(8, { state: "damaged", size: 5 }),
      archiveRow(7, { size: 1310 }),
    ];
    const { page } = await world(eu, { archives: () => Promise.resolve({ total: 3, bytes: 1, rows }) });
    await page.recent.look();
    expect(page.lastSize("unknown job")).toBe(1310);
    page.form.excludeCounters = true;
    await page.form.start(eu);
    expect(page.lastSize("j1")).toBe(214);
  });

  it("does not say twice what the panel of a failure says in full", async () => {
    const us = late("us", "Card vault US");
    const { host, page } = await world(us);
    expect(page.needs(us)).toHaveLength(1);
    host.tell({ news: "ended", outcome: failed("us", timedOut) });
    expect(page.needs(us)).toEqual([]);
  });

  it("looks again at what has changed, and no more after one has left", async () => {
    const { host, page } = await world();
    const stop = page.watch();
    expect(host.called("trend")).toBe(1);
    host.tell({ news: "changed", what: "archives" });
    expect([host.called("trend"), host.called("destination"), host.called("tasks")]).toEqual([2, 2, 1]);
    host.tell({ news: "changed", what: "appliances" });
    expect(host.called("tasks")).toBe(2);
    stop();
    host.tell({ news: "changed", what: "archives" });
    expect(host.called("trend")).toBe(2);
  });

  it("knows of another certificate before a backup stumbles over it", async () => {
    const certificate = {
      fingerprint: "AA",
      subject: "CN=eu",
      issuer: "CN=eu",
      names: [],
      notBefore: "2026-01-01T00:00:00Z",
      notAfter: "2027-01-01T00:00:00Z",
      selfSigned: true,
      trustedBySystem: false,
      systemObjection: null,
      distrust: null,
    };
    let same = false;
    const { host, page } = await world(eu, {
      compareCertificate: () =>
        Promise.resolve({ trust: eu.profile.trust, trusted: null, presented: certificate, same }),
    });
    page.watch();
    await expect.poll(() => page.certificate.value?.same).toBe(false);
    expect(page.needs(page.seen(eu)).map(({ does }) => does)).toEqual([
      { act: "settle", cure: "certificate" },
    ]);
    expect(page.form.obstacle(page.seen(eu))).toBe("certificate");
    same = true;
    host.tell({ news: "changed", what: "appliances" });
    await expect.poll(() => page.seen(eu), { message: "it was trusted meanwhile" }).toBe(eu);
  });

  it("asks a stopped practice appliance for no certificate, and a started one again", async () => {
    const practice = practising("pr");
    const running = { ...noPractice, profile: "pr", running: true };
    const { app, host, page } = await world(practice, { startPractice: () => Promise.resolve(running) });
    app.practice.take({ ...running, running: false });
    page.lookAtCertificate();
    expect(host.called("compareCertificate")).toBe(0);
    await page.switchPractice();
    expect(app.practice.value?.running).toBe(true);
    expect(host.called("compareCertificate")).toBe(1);
  });

  it("tests again once what the test lacked is there", async () => {
    const refused = described("loginRefused", "Refused.", { offers: ["enterPassword"] });
    const { app, host, page } = await world(eu, {
      testAppliance: () =>
        Promise.resolve({
          steps: [{ check: "signIn", outcome: "failed", failure: refused }],
          certificate: null,
          keys: null,
          directRestore: null,
          version: null,
        }),
    });
    await page.test.go();
    const cured = page.cureTest("enterPassword", eu);
    expect(app.asking.asked?.question).toMatchObject({ about: "password", why: "refused" });
    app.asking.asked?.answer(true);
    await cured;
    expect(host.called("testAppliance")).toBe(2);
  });
});
