import { beforeEach, describe, expect, it } from "vitest";
import type { CautionKind, RestorePlan, SignInAfter, TaskKind } from "$lib/contract";
import { unprovenWords } from "$lib/reasons";
import { speak } from "../../test/moment";
import * as sample from "../../test/restore";
import { cautions, comparedRows, consequences, planSteps, refusals, unfitWords } from "./planWords";
import { guidedWords, longRebootWords, signInWords, standingWords, threeDetails } from "./runWords";
import { taskHint, tasksToCome } from "./taskWords";
import { names, span, wallClock, wallDay } from "./wording";

const rows = (plan: RestorePlan, size: number | null = 1_310_000_000) =>
  comparedRows(plan, size).map(({ from, onto, note }) => [from, onto, note?.word]);

describe("in English", () => {
  it("the archive's time is the one of the wall where it was made", () => {
    expect(wallClock("2026-11-11T16:40:02+09:00")).toBe("11 Nov 2026, 16:40");
    expect(wallClock("2026-11-11T16:40:02")).toBe("11 Nov 2026, 16:40");
    expect(wallDay("2026-11-11T16:40:02-08:00")).toBe("Wed 11 Nov, 16:40");
    expect(wallClock("long ago"), "what is no time is shown as it is").toBe("long ago");
  });

  it("what is lost is told in the unit that says most", () => {
    expect([59, 60, 119 * 60, 7200, 47 * 3600, 48 * 3600].map(span)).toEqual([
      undefined,
      "1 minute",
      "119 minutes",
      "2 hours",
      "47 hours",
      "2 days",
    ]);
  });

  it("archive and target stand side by side", () => {
    expect(rows(sample.plan())).toEqual([
      ["2.8.5", "2.8.6", "newer, fits"],
      ["11 Nov 2026, 16:40", "Now", "loses 22 hours"],
      ["pay-2026", "pay-2026", "known there"],
      ["Payments EU", "ctvl-prd-1", "same appliance"],
      ["1.31 GB, with counters", "1.31 GB", "at its last backup"],
      ["9f2c41d7 … 8a2977ab", "Checked again", "matches receipt"],
    ]);
  });

  it("unknown is called unknown and never green", () => {
    const plan = sample.unprovenPlan();
    expect(rows(plan, null).slice(2)).toEqual([
      ["Unknown", "Unknown", "not known"],
      ["Payments DR", "ctvl-prd-1", "another appliance"],
      ["1.31 GB, no counters", "Unknown", undefined],
      ["9f2c41d7 … 8a2977ab", "Checked again", "receipt is not signed"],
    ]);
    const green = comparedRows(plan, null).filter(({ note }) => note?.tone === "ok");
    expect(green.map(({ detail }) => detail)).toEqual(["CT-VL version"]);
  });

  it("a typed version says that it is somebody's word", () => {
    expect(rows(sample.refusedPlan())[0]).toEqual(["2.8.7", "2.2.1, typed", "refused"]);
  });

  it("every consequence names what it does here", () => {
    const told = consequences(sample.plan());
    expect(told).toHaveLength(7);
    expect(told[0]?.detail).toBe("What changed since 11 Nov 2026, 16:40 is gone.");
    expect(told[1]?.detail).toBe("ctvl-prd-2 keeps running with today’s data.");
    const many = sample.facts({ target: { cluster: { cluster: "member", others: ["b", "c"] } } });
    expect(consequences(sample.plan({ facts: many }))[1]?.detail).toBe(
      "b and c keep running with today’s data.",
    );
    const nothing = sample.facts({ archive: { created: null, namedFor: null } });
    expect(consequences(sample.plan({ facts: nothing }))[0]?.detail).toMatch(/when that was is not known/);
  });

  it("a caution says its cause", () => {
    expect(cautions(sample.unprovenPlan()).map(({ title }) => title)).toEqual([
      "The archive cannot be proven.",
      "Which key the archive needs is not known.",
      "The archive was taken from Payments DR (ctvl-dr-1), not from ctvl-prd-1.",
      "The archive was made without counters.",
      "The restore may start without a safety backup.",
    ]);
  });

  it("a refusal says the rule and what would fit", () => {
    expect(refusals(sample.refusedPlan()).map(({ title }) => title)).toEqual([
      "Payments EU runs CT-VL 2.2.1. A restore needs at least 2.2.2; upgrade the appliance first.",
      "Payments EU runs CT-VL 2.2.1; this archive was made by 2.8.7. A restore needs 2.8.7 or newer, and at least 2.2.2.",
    ]);
    expect(refusals(sample.plan())).toEqual([]);
  });

  it("the steps follow the route and what was said about the node", () => {
    expect(planSteps(sample.guidedPlan())[1]?.title).toBe("On the administration page");
    expect(planSteps(sample.unprovenPlan())[0]?.title).toBe("Safety backup, if it can be taken");
  });

  it("a task that is done says on whose word", () => {
    const hints = sample.tasks().map((task) => taskHint(task, "ctvl-prd-1"));
    expect(hints[0]).toMatch(/^Ticked off by m\.okafor on 12 Nov, /);
    expect(hints[1]).toMatch(/^It is still the one you trusted\. Seen by this app on 12 Nov, /);
    const waits = sample.task("resumeSchedule", { waitsFor: "confirmLogin" });
    expect(taskHint(waits, "ctvl-prd-1")).toMatch(/Waits for “Confirm the login”\.$/);
  });

  it("a node that was alone leaves no cluster behind", () => {
    const kinds = (cluster: Parameters<typeof tasksToCome>[0]) =>
      tasksToCome(cluster, "h").map(({ key }) => key satisfies TaskKind);
    expect(kinds({ cluster: "alone" })).not.toContain("removeFromOldCluster");
    expect(kinds(undefined), "asked once too often costs a tick").toContain("removeFromOldCluster");
  });

  it("a long reboot says whether the appliance went away", () => {
    const long = (wentAway: boolean, route: "direct" | "guided") =>
      longRebootWords(sample.open({ route, longReboot: { seconds: 960, wentAway } }));
    expect(long(true, "direct")?.title).toBe("ctvl-prd-1 has not answered for 16 minutes.");
    expect(long(false, "guided")?.detail).toMatch(/or Restore was not pressed there/);
    expect(longRebootWords(sample.open())).toBeUndefined();
  });

  it("the three details are those of the administration page", () => {
    expect(threeDetails(sample.guided("compareDetails"))).toEqual([
      { label: "CT-VL version", value: "2.8.5" },
      { label: "Backup date", value: "11 Nov 2026, 16:40" },
      { label: "Encryption key name", value: "pay-2026" },
    ]);
  });
});

describe("in German", () => {
  beforeEach(() => speak("de"));

  const everything = (): string[] => {
    const plans = [sample.plan(), sample.guidedPlan(), sample.unprovenPlan(), sample.refusedPlan()];
    const said = plans.flatMap((plan) => [
      ...comparedRows(plan, null).flatMap(({ detail, note }) => [detail, note?.word]),
      ...[...consequences(plan), ...cautions(plan), ...planSteps(plan), ...refusals(plan)].flatMap(
        ({ title, detail }) => [title, detail],
      ),
    ]);
    const standings = Object.values(standingWords).flatMap((words) => [words("h").title, words("h").detail]);
    const signIns = Object.values(signInWords).flatMap((words) => [words("h").title, words("h").detail]);
    const steps = Object.values(guidedWords).flatMap((words) => [words("h").title, words("h").text]);
    const tasks = sample.tasks().map((task) => taskHint(task, "h"));
    return [...said, ...standings, ...signIns, ...steps, ...tasks].filter((text) => typeof text === "string");
  };

  it("nothing falls back to English", () => {
    const english = everything().filter((text) => /\b(the|is|are|of|and|not|with)\b/i.test(text));
    expect(english).toEqual([]);
  });

  it("dates, lists and amounts are German", () => {
    expect(wallClock("2026-11-11T16:40:02+01:00")).toBe("11.11.2026, 16:40");
    expect(names(["a", "b"])).toBe("a und b");
    expect(rows(sample.plan())[1]).toEqual(["11.11.2026, 16:40", "Jetzt", "verliert 22 Stunden"]);
  });

  it("a reason is said from its facts, and left out where it is only known in English", () => {
    expect(unfitWords({ standing: "refused", why: "it is not there.", reason: null })).toBeUndefined();
    const unproven = cautions(sample.unprovenPlan()).find(
      ({ kind }) => kind === ("unproven" satisfies CautionKind),
    );
    expect(unproven).toEqual({
      kind: "unproven",
      title: "Das Archiv lässt sich nicht beweisen.",
      detail: `${unprovenWords([{ kind: "receiptSignatureBroken" }])}.`,
    });
  });

  it("every result of the sign-in is said", () => {
    const results: SignInAfter[] = ["worked", "refused", "noAnswer", "waitsForTrust", "noPassword"];
    expect(new Set(results.map((one) => signInWords[one]("h").title)).size).toBe(5);
  });
});
