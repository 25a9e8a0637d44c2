import type { ApplianceSummary } from "$lib/contract";
import { describe, expect, it } from "vitest";
import type { Attention, Offer } from "$lib/contract";
import { appliance, late, overviewOf, practising, untrusted } from "../../test/appliances";
import { speak } from "../../test/moment";
import { isDue, needsOf, needsOfOne, tellsOfErrors } from "./needs";

const one = (...attention: Attention[]) =>
  appliance("eu", "Payments EU", { protection: "needsAttention", attention });
const failedWith = (cure: Offer | null): Attention => ({
  reason: "lastBackupFailed",
  at: "2026-11-12T08:00:00Z",
  code: "backupTimedOut",
  cure,
  event: 1,
});

describe("what needs the person", () => {
  it("is nothing where all is well", () => {
    expect(needsOf([appliance("eu", "Payments EU")])).toEqual([]);
  });

  it("is one line with one button for an appliance without a backup that failed", () => {
    const [need, ...others] = needsOf([late("us", "Card vault US")]);
    expect(others, "age and failure are one matter with one cure").toEqual([]);
    expect(need).toMatchObject({
      tone: "risk",
      title: "Card vault US has had no verified backup for 6 days.",
      detail: "The last try ended in a time-out.",
      label: "Back up without counters",
      does: { act: "backUp", cure: "withoutCounters" },
    });
  });

  it("names what stands in the way first, because only that can be ended", () => {
    const [need] = needsOfOne(one({ reason: "backupTooOld", days: 1 }, { reason: "certificateChanged" }));
    expect(need).toMatchObject({
      tone: "risk",
      title: "Payments EU has had no verified backup for 1 day.",
      label: "Compare certificates",
      does: { act: "settle", cure: "certificate" },
    });
    expect(need?.detail).toContain("different certificate");
  });

  it.each([
    ["passwordMissing", "password"],
    ["passwordRefused", "password"],
    ["loginUnconfirmed", "password"],
    ["certificateChanged", "certificate"],
  ] as const)("asks for what ends %s", (reason, cure) => {
    const [need] = needsOfOne(one({ reason }));
    expect(need).toMatchObject({ tone: "warn", does: { act: "settle", cure } });
    expect(need?.title).toContain("Payments EU");
  });

  it("leads to the restore for what a restore left", () => {
    const needs = needsOfOne(one({ reason: "restoreOpen", run: "r1" }, { reason: "tasksOpen", count: 3 }));
    expect(needs.map(({ title, does }) => [title, does.act])).toEqual([
      ["A restore of Payments EU is not over.", "restore"],
      ["3 tasks are left after the restore of Payments EU.", "restore"],
    ]);
  });

  it.each([
    ["tryAgain", "Back up now", "backUp"],
    ["enterPassword", "Enter password…", "backUp"],
    ["chooseFolder", "Choose folder…", "backUp"],
    ["chooseKey", "Choose key…", "open"],
    [null, "Back up now", "backUp"],
  ] as const)("offers for a failure with the cure %s: %s", (cure, label, act) => {
    const [need] = needsOfOne(one(failedWith(cure)));
    expect(need).toMatchObject({ label, does: { act } });
  });

  it("finds the open restore of a practice appliance again, and nothing else of it", () => {
    const practice: ApplianceSummary = {
      ...practising("pr"),
      attention: [
        { reason: "restoreOpen", run: "r1" },
        { reason: "tasksOpen", count: 2 },
      ],
    };
    expect(needsOf([practice]).map(({ does }) => does)).toEqual([{ act: "restore" }]);
  });

  it("puts those at risk before the others and counts no practice appliance", () => {
    const practice = { ...practising("pr"), attention: late("x", "x").attention };
    const needs = needsOf([untrusted("ap", "Loyalty APAC"), practice, late("us", "Card vault US")]);
    expect(needs.map(({ appliance }) => appliance.profile.name)).toEqual(["Card vault US", "Loyalty APAC"]);
  });

  it("is said in German as well", () => {
    speak("de");
    expect(needsOf([late("us", "Card vault US")])[0]).toMatchObject({
      title: "Card vault US hat seit 6 Tagen keine geprüfte Sicherung.",
      label: "Ohne Zähler sichern",
    });
  });

  it("tells a backup that is due from one that is only hindered", () => {
    expect(isDue(late("us", "Card vault US"))).toBe(true);
    expect(isDue(untrusted("ap", "Loyalty APAC")), "comparing comes first").toBe(false);
  });

  it("knows whether it has to tell of an error, whose sentences the first view then waits for", () => {
    expect(tellsOfErrors(overviewOf([one(failedWith(null))]))).toBe(true);
    expect(tellsOfErrors(overviewOf([untrusted("ap", "Loyalty APAC")]))).toBe(false);
    expect(tellsOfErrors(overviewOf([]))).toBe(false);
  });
});
