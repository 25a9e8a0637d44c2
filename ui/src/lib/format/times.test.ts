import { describe, expect, it } from "vitest";
import { liveIn, speak } from "../../test/moment";
import {
  age,
  date,
  dateTime,
  day,
  dayTime,
  duration,
  exactMoment,
  fullDate,
  fullDateTime,
  stopwatch,
  timeOfDay,
} from ".";

liveIn("Europe/Berlin");

// The moment of the design's pictures: Thursday, 14:41 in Berlin.
const now = Date.parse("2026-11-12T14:41:00+01:00");
const before = (parts: { d?: number; h?: number; m?: number; s?: number }) =>
  now - (((parts.d ?? 0) * 24 + (parts.h ?? 0)) * 3600 + (parts.m ?? 0) * 60 + (parts.s ?? 0)) * 1000;

describe("an age", () => {
  it.each([
    [before({ s: 0 }), "just now", "gerade eben"],
    [before({ s: 59 }), "just now", "gerade eben"],
    [before({ m: 1 }), "1 minute ago", "vor 1 Minute"],
    [before({ m: 15, s: 59 }), "15 minutes ago", "vor 15 Minuten"],
    [before({ m: 59, s: 59 }), "59 minutes ago", "vor 59 Minuten"],
    [before({ h: 1 }), "1 hour ago", "vor 1 Stunde"],
    [before({ h: 23, m: 59 }), "23 hours ago", "vor 23 Stunden"],
    [before({ d: 1 }), "1 day ago", "vor 1 Tag"],
    [before({ d: 6, h: 23 }), "6 days ago", "vor 6 Tagen"],
    [before({ d: 14, h: 23 }), "14 days ago", "vor 14 Tagen"],
    [before({ d: 15 }), "28 Oct", "28. Okt."],
    [before({ d: 400 }), "8 Oct 2025", "8. Okt. 2025"],
    // A machine whose clock is behind must not promise anything.
    [before({ s: -30 }), "just now", "gerade eben"],
    [before({ h: -2 }), "12 Nov, 16:41", "12. Nov., 16:41"],
  ])("of %d is %s", (moment, english, german) => {
    expect(age(moment, "words", now)).toBe(english);
    speak("de");
    expect(age(moment, "words", now)).toBe(german);
  });

  it.each([
    [before({ m: 5 }), "5 min ago", "vor 5 min"],
    [before({ h: 12 }), "12 h ago", "vor 12 h"],
    [before({ d: 6 }), "6 days ago", "vor 6 Tagen"],
    [before({ d: 30 }), "13 Oct", "13. Okt."],
  ])("of %d is short where there is little room: %s", (moment, english, german) => {
    expect(age(moment, "short", now)).toBe(english);
    speak("de");
    expect(age(moment, "short", now)).toBe(german);
  });
});

describe("a day and its time", () => {
  it.each([
    ["2026-11-12T02:03:11+01:00", "Today, 02:03", "Heute, 02:03"],
    ["2026-11-11T16:40:00+01:00", "Yesterday, 16:40", "Gestern, 16:40"],
    ["2026-11-13T02:00:00+01:00", "Tomorrow, 02:00", "Morgen, 02:00"],
    ["2026-11-10T02:03:00+01:00", "Tue 10 Nov, 02:03", "Di 10. Nov., 02:03"],
    ["2025-12-31T23:59:00+01:00", "Wed 31 Dec 2025, 23:59", "Mi 31. Dez. 2025, 23:59"],
    // Late in another zone, and a new day already here.
    ["2026-11-11T23:30:00Z", "Today, 00:30", "Heute, 00:30"],
  ])("of %s is %s", (moment, english, german) => {
    expect(dayTime(moment, now)).toBe(english);
    speak("de");
    expect(dayTime(moment, now)).toBe(german);
  });

  it("counts midnights, also over a change of the clocks", () => {
    const monday = Date.parse("2026-10-26T00:10:00+01:00");
    expect(dayTime("2026-10-25T00:05:00+02:00", monday)).toBe("Yesterday, 00:05");
    expect(dayTime("2026-10-24T23:55:00+02:00", monday)).toBe("Sat 24 Oct, 23:55");
  });
});

describe("a moment", () => {
  const moment = "2026-11-11T16:40:09+01:00";

  it("is written as the design does", () => {
    expect(timeOfDay(moment)).toBe("16:40");
    expect(date(moment, now)).toBe("11 Nov");
    expect(date("2025-11-11T16:40:00+01:00", now)).toBe("11 Nov 2025");
    expect(dateTime(moment, now)).toBe("11 Nov, 16:40");
    expect(fullDate(moment)).toBe("11 Nov 2026");
    expect(fullDateTime(moment)).toBe("Wed 11 Nov 2026, 16:40");
    expect(day(now, now)).toBe("Today");
    expect(day(moment, now)).toBe("Yesterday");
    expect(day("2026-10-14T00:00:00Z", now)).toBe("14 Oct");
  });

  it("is written in German too", () => {
    speak("de");
    expect(timeOfDay(moment)).toBe("16:40");
    expect(dateTime(moment, now)).toBe("11. Nov., 16:40");
    expect(fullDateTime(moment)).toBe("Mi 11. Nov. 2026, 16:40");
    expect(day(now, now)).toBe("Heute");
  });

  it("has midnight at 00:00, never at 24:00", () => {
    expect(timeOfDay("2026-11-11T00:00:00+01:00")).toBe("00:00");
  });

  it("is exact with its second and the offset of that season", () => {
    expect(exactMoment("2026-11-12T01:03:11Z")).toBe("Thursday 12 November 2026, 02:03:11 (UTC+01:00)");
    expect(exactMoment("2026-07-01T00:00:00Z")).toBe("Wednesday 1 July 2026, 02:00:00 (UTC+02:00)");
    speak("de");
    expect(exactMoment("2026-11-12T01:03:11Z")).toBe("Donnerstag 12. November 2026, 02:03:11 (UTC+01:00)");
  });
});

describe("a duration", () => {
  it.each([
    [0, "under 1 s"],
    [999, "under 1 s"],
    [1_000, "1 s"],
    [59_600, "1 min"],
    [189_000, "3 min 9 s"],
    [603_000, "10 min 3 s"],
    [3_600_000, "1 h"],
    [7_500_000, "2 h 5 min"],
  ])("of %d ms is %s", (millis, words) => {
    expect(duration(millis)).toBe(words);
  });

  it.each([
    [-5_000, "0:00"],
    [134_000, "2:14"],
    [3_734_000, "1:02:14"],
  ])("of %d ms runs as %s", (millis, words) => {
    expect(stopwatch(millis)).toBe(words);
  });
});
