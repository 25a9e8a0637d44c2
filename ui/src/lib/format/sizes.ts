import { perLocale } from "./intl";

// Decimal units, as file managers and disks count.
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;
type Unit = (typeof UNITS)[number];
const GIGA = 3;

type Write = (value: number) => string;

function writer(unit: Unit | `${Unit}-per-second`, digits: Intl.NumberFormatOptions): Write {
  const unitDisplay = unit === "byte" ? "long" : "short";
  const format = perLocale(
    (locale) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay, ...digits }),
  );
  return (value) => format().format(value);
}

const whole: Intl.NumberFormatOptions = { maximumFractionDigits: 0 };
const tenths: Intl.NumberFormatOptions = { maximumFractionDigits: 1 };
// From gigabytes on, three digits: enough to see a backup grow or shrink.
const three: Intl.NumberFormatOptions = { minimumSignificantDigits: 3, maximumSignificantDigits: 3 };

/** Whole numbers, but with a tenth below ten, where it still says something. */
function few(unit: Unit | `${Unit}-per-second`): Write {
  const [small, large] = [writer(unit, tenths), writer(unit, whole)];
  return (value) => (value < 9.95 ? small : large)(value);
}

const single = UNITS.map((unit, power) => (power < GIGA ? few(unit) : writer(unit, three)));
const inAll = UNITS.map((unit, power) => (power < GIGA ? few(unit) : writer(unit, tenths)));
const speeds = UNITS.map((unit) => few(`${unit}-per-second`));
const exact = writer("byte", whole);

/** Writes a value in the unit in which it is at least one; 999.6 MB is 1.00 GB already. */
function scaled(writers: Write[], value: number, least = 0): string {
  let power = least;
  let rest = value / 1000 ** least;
  while (power < writers.length - 1 && Math.round(rest) >= 1000) {
    rest /= 1000;
    power += 1;
  }
  return (writers[power] ?? exact)(rest);
}

/** The size of a file: "1.31 GB", "214 MB". */
export function bytes(value: number): string {
  return scaled(single, value);
}

/** The size of many files, which need not be told that exactly: "51.8 GB". */
export function bytesInAll(value: number): string {
  return scaled(inAll, value);
}

/** Every byte: "1,310,412,800 bytes". */
export function exactBytes(value: number): string {
  return exact(value);
}

/** Bytes a second, in kilobytes at least: "96 MB/s". */
export function rate(bytesPerSecond: number): string {
  return scaled(speeds, bytesPerSecond, 1);
}
