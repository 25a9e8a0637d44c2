import type { KeyNeeded, KnownVersion } from "$lib/contract";
import { fullDate } from "$lib/format";
import { unknownWord } from "$lib/words";
import { m } from "../../paraglide/messages";
import { getLocale } from "../../paraglide/runtime";

/** A sentence the engine wrote, where the person reads its language; elsewhere the window says it from its kind. */
export function engineWords(text: string | null): string | undefined {
  return text && getLocale() === "en" ? text : undefined;
}

// "11 Nov" rather than "Nov 11", as everywhere in the window.
const tag = () => (getLocale() === "en" ? "en-GB" : getLocale());

/**
 * A moment as the clock on the wall showed it where the backup was made, whatever this machine's zone: it is compared
 * with what the appliance's own page shows (R5). `text` is RFC 3339, or a date and time that says no zone.
 */
export function wallClock(text: string): string {
  const written = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})/.exec(text)?.[1];
  if (!written) return text;
  const moment = new Date(`${written}Z`);
  const day = new Intl.DateTimeFormat(tag(), { dateStyle: "medium", timeZone: "UTC" }).format(moment);
  return `${day}, ${written.slice(11, 16)}`;
}

/** With its weekday, for a heading: "Wed 11 Nov, 16:40". */
export function wallDay(text: string): string {
  const moment = new Date(`${text.slice(0, 19)}Z`);
  if (Number.isNaN(moment.getTime())) return text;
  const weekday = new Intl.DateTimeFormat(tag(), { weekday: "short", timeZone: "UTC" }).format(moment);
  const day = new Intl.DateTimeFormat(tag(), { day: "numeric", month: "short", timeZone: "UTC" }).format(
    moment,
  );
  return `${weekday} ${day}, ${text.slice(11, 16)}`;
}

/** How much time, in the unit that says most: "22 hours". Undefined for less than a minute. */
export function span(seconds: number): string | undefined {
  const [value, unit] =
    seconds < 7_200
      ? [seconds / 60, "minute"]
      : seconds < 172_800
        ? [seconds / 3_600, "hour"]
        : [seconds / 86_400, "day"];
  if (value < 1) return undefined;
  const format = new Intl.NumberFormat(getLocale(), { style: "unit", unit, unitDisplay: "long" });
  return format.format(Math.floor(value));
}

/** "ctvl-prd-2 and ctvl-prd-3". */
export function names(list: string[]): string {
  return new Intl.ListFormat(getLocale(), { type: "conjunction" }).format(list);
}

/** A version, marked where it is only somebody's word. */
export function knownVersion(known: KnownVersion | null): string {
  if (!known) return unknownWord();
  return known.source === "typed" ? m.restore_version_typed({ version: known.version }) : known.version;
}

export function keyName(key: KeyNeeded): string | null {
  return key.key === "named" ? key.name : null;
}

export const today = () => fullDate(Date.now());
