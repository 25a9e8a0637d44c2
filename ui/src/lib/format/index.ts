import { getLocale } from "../../paraglide/runtime";

/** Hours and minutes, on a 24 hour clock everywhere: backups run at night, and 02:00 must not look like 14:00. */
export function timeOfDay(moment: number): string {
  return new Intl.DateTimeFormat(getLocale(), {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(moment);
}
