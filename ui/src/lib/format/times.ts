import { m } from "../../paraglide/messages";
import { clock } from "./clock.svelte";
import { perLocale } from "./intl";
import { count } from "./numbers";

/** RFC 3339, or milliseconds since 1970. */
export type Moment = string | number;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Up to this age, words say more than a date. */
const WORDS_UNTIL = 14 * DAY;

// "11 Nov" rather than "Nov 11": days before months in every language of the app.
const dateTag = (locale: string) => (locale === "en" ? "en-GB" : locale);
const formatter = (options: Intl.DateTimeFormatOptions) =>
  perLocale((locale) => new Intl.DateTimeFormat(dateTag(locale), options));

// A 24 hour clock everywhere: backups run at night, and 02:00 must not look like 14:00.
const hands = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const hoursMinutes = formatter(hands);
const toTheSecond = formatter({ ...hands, second: "2-digit" });
const dayMonth = formatter({ day: "numeric", month: "short" });
const dayMonthYear = formatter({ day: "numeric", month: "short", year: "numeric" });
const longDate = formatter({ day: "numeric", month: "long", year: "numeric" });
const weekday = formatter({ weekday: "short" });
const longWeekday = formatter({ weekday: "long" });
const offset = formatter({ timeZoneName: "longOffset" });
const relative = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "always" }));

const at = (moment: Moment) => new Date(moment);

/** "14:21". */
export function timeOfDay(moment: Moment): string {
  return hoursMinutes().format(at(moment));
}

/** "11 Nov", with its year unless that is the present one. */
export function date(moment: Moment, now: number = clock.now): string {
  const sameYear = at(moment).getFullYear() === at(now).getFullYear();
  return (sameYear ? dayMonth() : dayMonthYear()).format(at(moment));
}

/** "11 Nov 2026". */
export function fullDate(moment: Moment): string {
  return dayMonthYear().format(at(moment));
}

/** "11 Nov, 16:40". */
export function dateTime(moment: Moment, now: number = clock.now): string {
  return `${date(moment, now)}, ${timeOfDay(moment)}`;
}

/** "Wed 11 Nov 2026, 16:40". */
export function fullDateTime(moment: Moment): string {
  return `${weekday().format(at(moment))} ${fullDate(moment)}, ${timeOfDay(moment)}`;
}

/** "Today, 14:21", "Yesterday, 16:40", "Tue 10 Nov, 02:03". */
export function dayTime(moment: Moment, now: number = clock.now): string {
  const time = timeOfDay(moment);
  const daysAgo = calendarDays(at(moment), at(now));
  if (daysAgo === 0) return m.time_today({ time });
  if (daysAgo === 1) return m.time_yesterday({ time });
  if (daysAgo === -1) return m.time_tomorrow({ time });
  return `${weekday().format(at(moment))} ${dateTime(moment, now)}`;
}

/** "Today", "Yesterday", "11 Nov". */
export function day(moment: Moment, now: number = clock.now): string {
  const daysAgo = calendarDays(at(moment), at(now));
  if (daysAgo === 0) return m.day_today();
  if (daysAgo === 1) return m.day_yesterday();
  return date(moment, now);
}

/** Everything about a moment, for its tooltip: "Thursday 12 November 2026, 02:03:11 (UTC+01:00)". */
export function exactMoment(moment: Moment): string {
  const when = at(moment);
  const zone = offset()
    .formatToParts(when)
    .find(({ type }) => type === "timeZoneName");
  const utc = (zone?.value ?? "").replace("GMT", "UTC");
  return `${longWeekday().format(when)} ${longDate().format(when)}, ${toTheSecond().format(when)} (${utc})`;
}

/**
 * How long ago, in words up to fourteen days: "just now", "12 hours ago", "6 days ago"; then the date. Short where
 * there is little room: "12 h ago".
 */
export function age(moment: Moment, style: "words" | "short" = "words", now: number = clock.now): string {
  const passed = now - at(moment).getTime();
  // What is yet to come by this machine's clock has no age.
  if (passed <= -MINUTE) return dateTime(moment, now);
  if (passed < MINUTE) return m.age_now();
  if (passed < HOUR) return ago(Math.floor(passed / MINUTE), "minute", style);
  if (passed < DAY) return ago(Math.floor(passed / HOUR), "hour", style);
  if (passed < WORDS_UNTIL + DAY) return ago(Math.floor(passed / DAY), "day", style);
  return date(moment, now);
}

function ago(value: number, unit: "minute" | "hour" | "day", style: "words" | "short"): string {
  if (style === "short" && unit === "minute") return m.age_minutes({ minutes: value });
  if (style === "short" && unit === "hour") return m.age_hours({ hours: value });
  return relative().format(-value, unit);
}

/** "1 s", "3 min 9 s", "2 h 5 min". */
export function duration(millis: number): string {
  if (millis < SECOND) return m.duration_instant();
  const whole = Math.round(millis / SECOND);
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const parts =
    hours > 0 ? [part(hours, "h"), part(minutes, "min")] : [part(minutes, "min"), part(seconds, "s")];
  return parts.filter(Boolean).join(" ");
}

/** Symbols that are the same in every language of the app; what is nought is left out. */
function part(value: number, symbol: "h" | "min" | "s"): string {
  return value > 0 ? `${count(value)} ${symbol}` : "";
}

/** A running clock: "2:14", "1:02:14". */
export function stopwatch(millis: number): string {
  const whole = Math.max(0, Math.floor(millis / SECOND));
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** How many midnights lie between two moments in the machine's zone. */
function calendarDays(earlier: Date, later: Date): number {
  const day = (moment: Date) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return (day(later) - day(earlier)) / DAY;
}
