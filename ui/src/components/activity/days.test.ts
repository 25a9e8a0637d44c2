import { afterEach, expect, it, vi } from "vitest";
import { baseLocale, overwriteGetLocale } from "../../paraglide/runtime";
import { daysOf } from "./days";

afterEach(() => {
  vi.useRealTimers();
  overwriteGetLocale(() => baseLocale);
});

const at = (day: number) =>
  ({ at: new Date(2026, 10, day, 12).toISOString() }) as Parameters<typeof daysOf>[0][0];

it("heads days as each language writes them", () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 29, 18), toFake: ["Date"] });
  const headings = () => daysOf([at(29), at(29), at(28), at(27)]).map(({ title, date }) => [title, date]);
  expect(headings()).toEqual([
    ["Today", "Sunday 29 November"],
    ["Yesterday", "Saturday 28 November"],
    ["Friday", "27 November"],
  ]);
  overwriteGetLocale(() => "de");
  expect(headings()).toEqual([
    ["Heute", "Sonntag, 29. November"],
    ["Gestern", "Samstag, 28. November"],
    ["Freitag", "27. November"],
  ]);
});
