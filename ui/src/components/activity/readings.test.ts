import { describe, expect, it } from "vitest";
import type { Counters, TrendPoint } from "$lib/contract";
import { event, timedOut } from "../../test/events";
import { speak } from "../../test/moment";
import { daysOf } from "./days";
import { reportOf } from "./facts";
import { readingOf, tellingOf } from "./readings";
import { comparedWithBefore } from "./trend";

describe("how an event reads", () => {
  it("is green for what is proven, and for nothing else", () => {
    expect(readingOf(event(1))).toMatchObject({
      tone: "ok",
      what: "Back up Payments EU",
      did: "Verified, 1.31 GB",
    });
    const unproven = event(1, { text: "1.31 GB, not verifiable, in 3 min 9 s." });
    expect(readingOf(unproven)).toMatchObject({ tone: "quiet", did: "Not verifiable, 1.31 GB" });
    for (const kind of [
      "restore",
      "trusted",
      "applianceAdded",
      "applianceRemoved",
      "aftermathTicked",
    ] as const) {
      expect(readingOf(event(1, { kind, text: "Done." })).tone, kind).not.toBe("ok");
    }
  });

  it.each([
    ["12 verified.", "ok", "12 verified"],
    ["12 verified, 1 damaged.", "risk", "12 verified, 1 damaged"],
    ["0 verified, 2 not verifiable.", "warn", "2 not verifiable"],
    ["Something newer than this window.", "quiet", "Done"],
  ])("a verification that found %s", (text, tone, did) => {
    expect(readingOf(event(1, { kind: "verify", subject: "14 archives", text }))).toMatchObject({
      tone,
      what: "Verify 14 archives",
      did,
    });
  });

  it("says why in few words", () => {
    expect(readingOf(timedOut(1))).toMatchObject({ tone: "risk", did: "Timed out" });
    const changed = timedOut(1, { outcome: "refused", code: "certificateChanged" });
    expect(readingOf(changed)).toMatchObject({ tone: "warn", did: "Waits: the certificate changed" });
    expect(readingOf(timedOut(1, { outcome: "cancelled", code: "cancelled" }))).toMatchObject({
      tone: "quiet",
      did: "Cancelled",
    });
    expect(readingOf(timedOut(1, { outcome: "interrupted", code: null })).did).toBe("Interrupted");
    expect(readingOf(timedOut(1, { code: null })).did, "an older app wrote no code").toBe("Failed");
  });

  it("does not call a guided restore over that waits for the person", () => {
    const text = "The guided restore of Payments EU is prepared and goes on at its administration page.";
    expect(readingOf(event(1, { kind: "restore", text })).did).toBe("Goes on at the administration page");
  });
});

describe("what an event says in full", () => {
  it("is the engine's sentence where English is read", () => {
    expect(tellingOf(timedOut(1))).toEqual({
      first: "Card vault US did not finish building the backup within 10 minutes.",
      rest: "Run `counter trim --tablename` on the appliance, or back up without counters.",
    });
    expect(tellingOf(event(1, { text: "CT-VL 2.8.6 runs there." })).first, "a version is no end").toBe(
      "CT-VL 2.8.6 runs there.",
    );
  });

  it("is the words for its code in German, with the sentence as a line of the log", () => {
    speak("de");
    const { first, rest, log } = tellingOf(timedOut(1));
    expect(first).toBe("Card vault US hat die Sicherung nicht rechtzeitig fertiggestellt.");
    expect(rest).toContain("`counter trim --tablename`");
    expect(log).toContain("did not finish");
    expect(tellingOf(event(1)).first).toMatch(/^Geprüft, 1,31\sGB$/);
    expect(readingOf(event(1, { kind: "verify", subject: "14 archives", text: "1 verified." })).what).toBe(
      "14 Archive prüfen",
    );
  });

  it("can be sent to somebody", () => {
    const report = reportOf(timedOut(1));
    expect(report).toContain("Back up Card vault US\nKind: Backup\nOutcome: Failed\n");
    expect(report).toContain("Incident: 7F3K-29QD\nJob: j1\n");
    expect(report).toContain("did not finish building");
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
