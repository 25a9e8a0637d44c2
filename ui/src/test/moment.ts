import { overwriteGetLocale } from "../paraglide/runtime";

/** Reads another language until the test is over. */
export function speak(locale: "en" | "de"): void {
  overwriteGetLocale(() => locale);
}

/**
 * Lays the machine in a zone, so that days and offsets are those of the design's examples wherever the test runs. To
 * be called before the first formatter is made: formatters keep their zone.
 */
export function liveIn(zone: string): void {
  process.env["TZ"] = zone;
}
