import type { TrendPoint } from "$lib/contract";
import { bytes, duration } from "$lib/format";
import { m } from "../../paraglide/messages";

/**
 * The newest backup beside what was usual before it, with the same counters setting: what a glance at the chart shows,
 * in words. Whether that is suspicious is for the engine to say.
 */
export function comparedWithBefore(points: TrendPoint[]): string | undefined {
  const newest = points.at(-1);
  const before = points.slice(0, -1).filter(({ counters }) => counters === newest?.counters);
  if (!newest || before.length === 0) return undefined;
  return m.activity_trend_newest({
    size: bytes(newest.bytes),
    duration: duration(newest.durationMillis),
    usualSize: bytes(median(before.map((point) => point.bytes))),
    usualDuration: duration(median(before.map((point) => point.durationMillis))),
  });
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
