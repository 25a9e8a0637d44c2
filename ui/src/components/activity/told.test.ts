import { describe, expect, it } from "vitest";
import type { EventResult } from "$lib/contract";
import { event, timedOut } from "../../test/events";
import { speak } from "../../test/moment";
import { reportOf } from "./facts";
import { tellingOf } from "./told";

const results: EventResult[] = [
  { is: "saved", state: "verified", counters: "excluded", usualSize: 3_000_000_000 },
  { is: "saved", state: "cannotVerify", counters: "included", usualSize: null },
  { is: "verified", verified: 12, muchSmaller: 0, damaged: 1, unproven: 1, unread: 1 },
  { is: "restored", signIn: "refused", tasks: 3 },
  { is: "withPerson" },
  { is: "restoreStopped", because: "detailsDiffer" },
  { is: "restoreStopped", because: "givenUp" },
  { is: "restoreStopped", because: "cancelled" },
  { is: "restoreStopped", because: "cancelledLast" },
  { is: "restoreStopped", because: "void" },
  { is: "closed", restored: true, by: "ada", host: "ctvl-1" },
  { is: "closed", restored: false, by: "ada", host: "ctvl-1" },
  { is: "brokenOff", restored: true },
  { is: "brokenOff", restored: false },
  { is: "trusted", fingerprint: "AA:BB" },
  { is: "task", task: "freshBackup", done: true, by: "ada" },
  { is: "task", task: "freshBackup", done: false, by: "ada" },
  { is: "trashed", file: "a.zip" },
];
const ENGLISH = "The engine said something in English.";

describe("what an event says in full", () => {
  it("is made of what it came to, in whole sentences", () => {
    const first = { is: "saved", state: "verified", counters: "included", usualSize: null } as const;
    expect(tellingOf(event(1, { result: first })).first).toBe(
      "The backup of Payments EU is saved and verified: 1.31 GB, with counters.",
    );
    expect(tellingOf(event(1, { result: results[0] ?? null })).rest).toBe(
      "It is much smaller than usual: 1.31 GB instead of about 3.00 GB. It is whole, but look at it.",
    );
    const restored = event(1, { kind: "restore", result: results[3] ?? null });
    expect(tellingOf(restored).rest).toMatch(/ 3 tasks are left\.$/);
    for (const result of results) {
      const { first: said, rest } = tellingOf(event(1, { result, text: ENGLISH }));
      expect(said, result.is).toMatch(/^[^{}]+\.$/);
      if (rest !== undefined) expect(rest, result.is).toMatch(/^[^{}]+\.$/);
    }
  });

  it("is German where German is read, whatever it came to", () => {
    const english = results.map((result) => tellingOf(event(1, { result, text: ENGLISH })));
    speak("de");
    for (const [nth, result] of results.entries()) {
      const telling = tellingOf(event(1, { result, text: ENGLISH }));
      expect(telling.first, result.is).not.toBe(english[nth]?.first);
      expect([telling.first, telling.rest, telling.quote].join(" "), result.is).not.toContain(ENGLISH);
    }
  });

  it("is the engine's sentence for a failure where English is read", () => {
    expect(tellingOf(timedOut(1))).toEqual({
      first: "Card vault US did not finish building the backup within 10 minutes.",
      rest: "Run `counter trim --tablename` on the appliance, or back up without counters.",
    });
    const old = event(1, { result: null, text: "CT-VL 2.8.6 runs there." });
    expect(tellingOf(old).first, "a version is no end").toBe("CT-VL 2.8.6 runs there.");
  });

  it("names in German what the code is about, and quotes the appliance alone", () => {
    speak("de");
    const { first, rest, quote } = tellingOf(timedOut(1));
    expect(first).toContain("10 Minuten");
    expect(first).toContain("Card vault US");
    expect(rest).toContain("`counter trim --tablename`");
    expect(quote, "nothing was said by the appliance").toBeUndefined();
    const said = timedOut(1, { code: "serverError", params: { detail: "no space left on device" } });
    expect(tellingOf(said).quote).toBe("no space left on device");
  });

  it("quotes what an older version wrote down, and says no more than it knows", () => {
    speak("de");
    expect(tellingOf(timedOut(1, { params: null }))).toMatchObject({
      first: "Card vault US hat die Sicherung nicht rechtzeitig fertiggestellt.",
      quote: expect.stringContaining("did not finish") as string,
    });
    const old = event(1, { result: null });
    expect(tellingOf(old)).toEqual({
      first: expect.stringMatching(/^Fertig, 1,31\sGB$/) as string,
      quote: old.text,
    });
  });

  it("tells an interrupted run by its kind", () => {
    const broken = { result: null, outcome: "interrupted", text: ENGLISH } as const;
    speak("de");
    expect(tellingOf(event(1, broken)).first).toBe(
      "Die Sicherung von Payments EU wurde unterbrochen: Das Programm endete vorher.",
    );
    const several = { kind: "verify", subject: "14 archives", archives: 14 } as const;
    expect(tellingOf(event(1, { ...broken, ...several })).first).toContain("14 Archive");
  });

  it("can be sent to somebody, with what stands in the log", () => {
    const report = reportOf(timedOut(1));
    expect(report).toContain("Back up Card vault US\nKind: Backup\nOutcome: Failed\n");
    expect(report).toContain("Incident: 7F3K-29QD\nJob: j1\n");
    expect(report).toContain("did not finish building");
    speak("de");
    expect(reportOf(timedOut(1)), "support reads the log in English").toContain("did not finish building");
    const trusted = event(1, { kind: "trusted", result: { is: "trusted", fingerprint: "AA:BB" } });
    expect(reportOf(trusted)).toContain("SHA-256: AA:BB");
  });
});
