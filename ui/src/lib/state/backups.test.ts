import { describe, expect, it } from "vitest";
import { described, failed, folder, profile } from "../../test/appliances";
import { fakeHost } from "../../test/host";
import { App } from "./app.svelte";
import { Asking } from "./asking.svelte";
import { Backups, cureOf, passwordWanted } from "./backups.svelte";

const eu = profile("eu", "Payments EU");

function world(answers: Parameters<typeof fakeHost>[0] = {}) {
  const host = fakeHost({ startBackup: () => Promise.resolve("j1"), ...answers });
  const asking = new Asking();
  return { host, asking, backups: new Backups(host, asking) };
}

describe("backups of this window", () => {
  it("can be repeated as they were asked for", async () => {
    const { backups } = world();
    const request = { profile: "eu", key: "pay-2026", note: "Before 2.9.0", preChange: true };
    expect(await backups.start(request)).toBe("j1");
    expect(backups.requestOf("j1", "eu")).toEqual(request);
    expect(backups.cured("withoutCounters", request)).toEqual({ ...request, excludeCounters: true });
    expect(backups.cured("again", request)).toBe(request);
  });

  it("can be repeated as they were asked for by a page that was loaded again", async () => {
    const host = fakeHost();
    const app = new App(host);
    await app.start();
    const request = {
      profile: "eu",
      key: "pay-2026",
      excludeCounters: true,
      note: "Before 2.9.0",
      preChange: true,
    };
    host.tell({
      news: "ended",
      outcome: { ...failed("eu", described("backupTimedOut", "It timed out.")), job: "before", request },
    });
    expect(app.backups.requestOf("before", "eu")).toEqual(request);
  });

  it("are ordinary ones where nobody here asked for them", () => {
    expect(world().backups.requestOf("other", "eu")).toEqual({ profile: "eu", preChange: false });
  });

  it.each([
    ["loginRefused", "refused"],
    ["passwordRefusedBefore", "refused"],
    ["keyringLocked", "missing"],
  ] as const)("ask for the password after %s because it is %s", async (code, why) => {
    const { asking, backups } = world();
    const settled = backups.settle("password", eu, code);
    expect(asking.asked?.question).toEqual({ about: "password", profile: eu, why });
    asking.asked?.answer(true);
    expect(await settled).toBe(true);
  });

  it("wait for the comparison of a certificate, and for a person who changes their mind", async () => {
    const { asking, backups } = world();
    const settled = backups.settle("certificate", eu);
    expect(asking.asked?.question.about).toBe("certificate");
    asking.asked?.answer(false);
    expect(await settled).toBe(false);
  });

  it("go on only with a folder that can be used", async () => {
    const bad = folder({ problem: described("destinationNotUsable", "It is full.") });
    for (const [look, expected] of [
      [folder(), true],
      [bad, false],
      [null, false],
    ] as const) {
      const { backups } = world({ chooseDestination: () => Promise.resolve(look) });
      expect(await backups.settle("folder", eu)).toBe(expected);
    }
  });

  it("know which offers of the engine they can meet", () => {
    expect(cureOf("unlockKeyring"), "asking again is what brings up the keyring's dialog").toBe("again");
    expect(cureOf("chooseArchive")).toBeUndefined();
  });

  it("ask first where the engine could only refuse", () => {
    expect(passwordWanted(eu, false)).toBeUndefined();
    expect(passwordWanted({ ...eu, credential: "notStored" }, false)).toBe("missing");
    expect(passwordWanted({ ...eu, credential: "notStored" }, true), "it is in memory").toBeUndefined();
    expect(passwordWanted({ ...eu, credential: "refused" }, false)).toBe("refused");
    expect(
      passwordWanted({ ...eu, credential: "unconfirmed" }, false),
      "one try is allowed (R9)",
    ).toBeUndefined();
  });
});
