import { perLocale } from "./intl";

const whole = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }));
const share = perLocale(
  (locale) => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }),
);

/** A whole number with its thousands apart. */
export function count(value: number): string {
  return whole().format(value);
}

/** A share of one, in whole percent: never "100%" before all of it is done. */
export function percent(part: number): string {
  return share().format(part < 1 ? Math.min(part, 0.99) : part);
}
