import type { Event } from "$lib/contract";
import { day } from "$lib/format";
import { perLocale } from "$lib/format/intl";

/** The events of one day in the machine's zone. */
export interface Day {
  key: string;
  /** "Today", "Yesterday", or the weekday. */
  title: string;
  /** The date, with the weekday where the title has none. */
  date: string;
  events: Event[];
}

// Days before months, as everywhere in the app.
const tag = (locale: string) => (locale === "en" ? "en-GB" : locale);
const shows = (options: Intl.DateTimeFormatOptions) =>
  perLocale((locale) => new Intl.DateTimeFormat(tag(locale), options));
const weekday = shows({ weekday: "long" });
const dayMonth = shows({ day: "numeric", month: "long" });
const dayMonthYear = shows({ day: "numeric", month: "long", year: "numeric" });
const weekdayDayMonth = shows({ weekday: "long", day: "numeric", month: "long" });

const DAY_MS = 24 * 60 * 60 * 1000;

/** The newest first, as they come. */
export function daysOf(events: Event[]): Day[] {
  const days: Day[] = [];
  for (const event of events) {
    const key = new Date(event.at).toDateString();
    const last = days.at(-1);
    if (last?.key === key) last.events.push(event);
    else days.push({ key, ...headingOf(event.at), events: [event] });
  }
  return days;
}

function headingOf(at: string): Pick<Day, "title" | "date"> {
  const [then, now] = [new Date(at), new Date()];
  const near = [now, new Date(now.getTime() - DAY_MS)].some(
    (known) => known.toDateString() === then.toDateString(),
  );
  if (near) return { title: day(at), date: weekdayDayMonth().format(then) };
  const date = then.getFullYear() === now.getFullYear() ? dayMonth() : dayMonthYear();
  return { title: weekday().format(then), date: date.format(then) };
}
