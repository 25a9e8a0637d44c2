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
const weekday = perLocale((locale) => new Intl.DateTimeFormat(tag(locale), { weekday: "long" }));
const dayMonth = perLocale(
  (locale) => new Intl.DateTimeFormat(tag(locale), { day: "numeric", month: "long" }),
);
const dayMonthYear = perLocale(
  (locale) => new Intl.DateTimeFormat(tag(locale), { day: "numeric", month: "long", year: "numeric" }),
);

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
  const date = (then.getFullYear() === now.getFullYear() ? dayMonth() : dayMonthYear()).format(then);
  const near = [now, new Date(now.getTime() - DAY_MS)].some(
    (known) => known.toDateString() === then.toDateString(),
  );
  const name = weekday().format(then);
  return near ? { title: day(at), date: `${name} ${date}` } : { title: name, date };
}
