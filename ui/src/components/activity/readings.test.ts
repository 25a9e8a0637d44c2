import { describe, expect, it } from "vitest";
import type { Counters, EventResult, TrendPoint } from "$lib/contract";
import { event, timedOut } from "../../test/events";
import { speak } from "../../test/moment";
import { daysOf } from "./days";
import { readingOf, whatOf } from "./readings";
import { comparedWithBefore } from "./trend";

const saved = (changes: Partial<Extract<EventResult, { is: "saved" }>> = {}): EventResult => ({
  is: "saved",
  state: "verified",
  counters: "included",
  usualSize: null,
  ...changes,
});
const looked = (changes: Partial<Extract<EventResult, { is: "verified" }>>): EventResult => ({
  is: "verified",
  verified: 0,
  muchSmaller: 0,
  damaged: 0,
  unproven: 0,
  unread: 0,
  ...changes,
});
/** A sentence that would be read as green if it were read. */
const MISLEADING = "1.31 GB, verified, in 3 min 9 s. 12 verified.";

describe("how an event reads", () => {
  it.each<[string, EventResult, string, string]>([
    ["what is proven", saved(), "ok", "Verified, 1.31 GB"],
    ["one without counters", saved({ counters: "excluded" }), "ok", "Verified, 1.31 GB, without counters"],
    ["one that is not proven", saved({ state: "cannotVerify" }), "quiet", "Cannot verify, 1.31 GB"],
    [
      "one that is much smaller",
      saved({ usualSize: 3_000_000_000 }),
      "warn",
      "Much smaller: 1.31 GB instead of 3.00 GB",
    ],
  ])("a backup: %s", (_, result, tone, did) => {
    const reading = readingOf(event(1, { result, text: MISLEADING }));
    expect(reading).toMatchObject({ tone, did, what: "Back up Payments EU" });
  });

  it.each<[EventResult, string, string]>([
    [looked({ verified: 12 }), "ok", "12 verified"],
    [looked({ verified: 12, muchSmaller: 2 }), "warn", "12 verified, 2 much smaller than usual"],
    [looked({ verified: 12, damaged: 1 }), "risk", "1 damaged, 12 verified"],
    [looked({ unproven: 2, unread: 1 }), "warn", "2 not verifiable, 1 not readable"],
    [looked({ verified: 1 }), "ok", "Verified"],
    [looked({ verified: 1, muchSmaller: 1 }), "warn", "Verified, much smaller than usual"],
    [looked({ damaged: 1 }), "risk", "Damaged"],
    [looked({ unproven: 1 }), "warn", "Cannot verify"],
    [looked({ unread: 1 }), "warn", "Could not be read"],
  ])("a verification, %#", (result, tone, did) => {
    const verified = { kind: "verify", subject: "14 archives", archives: 14, text: MISLEADING } as const;
    expect(readingOf(event(1, { ...verified, result }))).toMatchObject({
      tone,
      what: "Verify 14 archives",
      did,
    });
  });

  it.each<[EventResult, string, string]>([
    [{ is: "restored", signIn: "worked", tasks: 0 }, "info", "Restored"],
    [{ is: "restored", signIn: "refused", tasks: 3 }, "info", "Restored, 3 tasks left"],
    [{ is: "withPerson" }, "info", "Goes on at the administration page"],
    [{ is: "closed", restored: true, by: "ada", host: "h" }, "info", "Seen restored by ada"],
    [{ is: "closed", restored: false, by: "ada", host: "h" }, "quiet", "Closed by ada, outcome unknown"],
  ])("a restore, %#, is never green", (result, tone, did) => {
    const restore = event(1, { kind: "restore", result, text: MISLEADING });
    expect(readingOf(restore)).toMatchObject({ tone, did, what: "Restore Payments EU" });
  });

  it("tells what stopped a restore that nobody worked on", () => {
    const stopped = (because: Extract<EventResult, { is: "restoreStopped" }>["because"]) =>
      readingOf(
        event(1, { kind: "restore", outcome: "cancelled", result: { is: "restoreStopped", because } }),
      );
    expect(stopped("givenUp")).toMatchObject({ tone: "quiet", did: "Cancelled" });
    expect(stopped("cancelledLast").did).toBe("Cancelled at its last step");
    const result: EventResult = { is: "brokenOff", restored: false };
    expect(readingOf(event(1, { kind: "restore", outcome: "interrupted", result }))).toMatchObject({
      tone: "warn",
      did: "Interrupted, nothing changed",
    });
  });

  it("names the task and the file of a change", () => {
    const task: EventResult = { is: "task", task: "freshBackup", done: true, by: "ada" };
    expect(readingOf(event(1, { kind: "aftermathTicked", result: task })).did).toBe(
      "Done: Take a fresh backup",
    );
    const again: EventResult = { ...task, done: false };
    expect(readingOf(event(1, { kind: "aftermathTicked", result: again })).did).toBe(
      "Open again: Take a fresh backup",
    );
    const file: EventResult = { is: "trashed", file: "a.zip" };
    expect(readingOf(event(1, { kind: "archiveTrashed", result: file }))).toMatchObject({
      tone: "quiet",
      did: "a.zip was moved to the trash",
    });
  });

  it("guesses nothing of what an older version wrote down", () => {
    const old = { result: null, text: MISLEADING };
    expect(readingOf(event(1, old))).toMatchObject({ tone: "quiet", did: "Done, 1.31 GB" });
    expect(readingOf(event(1, { ...old, kind: "verify", subject: "14 archives" }))).toMatchObject({
      tone: "quiet",
      did: "Done",
      what: "Verify 14 archives",
    });
    const guided = "The guided restore of Payments EU is prepared.";
    expect(readingOf(event(1, { result: null, kind: "restore", text: guided }))).toMatchObject({
      tone: "quiet",
      did: "Done",
    });
  });

  it("says why in few words", () => {
    expect(readingOf(timedOut(1))).toMatchObject({ tone: "risk", did: "Time-out" });
    const changed = timedOut(1, { outcome: "refused", code: "certificateChanged" });
    expect(readingOf(changed)).toMatchObject({ tone: "warn", did: "Waits: the certificate changed" });
    expect(readingOf(timedOut(1, { outcome: "cancelled", code: "cancelled" }))).toMatchObject({
      tone: "quiet",
      did: "Cancelled",
    });
    expect(readingOf(timedOut(1, { outcome: "interrupted", code: null })).did).toBe("Interrupted");
    expect(readingOf(timedOut(1, { code: null })).did, "an older app wrote no code").toBe("Failed");
  });

  it("counts archives in the language that is spoken", () => {
    const several = { kind: "verify", subject: "14 archives", archives: 14 } as const;
    expect(whatOf(several)).toBe("Verify 14 archives");
    speak("de");
    expect(whatOf(several)).toBe("14 Archive prüfen");
    expect(whatOf({ ...several, archives: 1 })).toBe("1 Archiv prüfen");
  });
});

describe("days", () => {
  it("group what happened, the newest first, each with its name", () => {
    const days = daysOf([event(3, {}, 0), event(2, {}, 0), event(1, {}, 24 * 40)]);
    expect(days.map(({ events }) => events.length)).toEqual([2, 1]);
    expect(days[0]?.title).toBe("Today");
    expect(days[0]?.date).toMatch(/^\w+day \d+ \w+$/);
    expect(days[1]?.title).toMatch(/day$/);
  });
});

describe("the newest backup beside those before", () => {
  const point = (bytes: number, counters: Counters = "included"): TrendPoint => ({
    at: "2026-11-12T02:03:00Z",
    bytes,
    durationMillis: bytes / 10_000,
    counters,
    archive: null,
  });

  it("is compared with what was usual under the same setting", () => {
    const before = [
      point(1_300_000_000),
      point(1_310_000_000),
      point(1_320_000_000),
      point(5_000_000, "excluded"),
    ];
    expect(comparedWithBefore([...before, point(214_000_000)])).toBe(
      "Newest: 214 MB in 21 s. Usual before: 1.31 GB in 2 min 11 s.",
    );
  });

  it("is not compared where there is nothing of its kind", () => {
    expect(comparedWithBefore([point(1), point(2, "excluded")])).toBeUndefined();
    expect(comparedWithBefore([])).toBeUndefined();
  });
});
