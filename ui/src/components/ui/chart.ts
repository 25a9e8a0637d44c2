import type { TrendPoint } from "$lib/contract";

// Geometry of the chart of sizes and durations: both start at nought and share their days, so that a shrink or a
// slowdown is seen where it happened.

/** Width of one backup's place, of which half is its bar. */
export const SLOT = 12;
const BAR = 6;
/** A short history keeps thin bars instead of a few broad ones. */
const LEAST_SLOTS = 30;
export const BARS_HEIGHT = 64;
export const LINE_HEIGHT = 32;
/** The grid's lines take this much at the bottom. */
const FLOOR = 0.5;

const SECONDS = 1000;
const MINUTES = 60 * SECONDS;
const HOURS = 60 * MINUTES;
const DURATIONS = [
  ...[1, 2, 5, 10, 20, 30].map((value) => value * SECONDS),
  ...[1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45].map((value) => value * MINUTES),
  ...[1, 2, 3, 4, 6, 8, 12, 24, 48].map((value) => value * HOURS),
];
const STEPS = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 8, 10];

export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Without counters: drawn hollow. */
  hollow: boolean;
}

export interface Drawing {
  width: number;
  bars: Bar[];
  line: string;
  /** Tops of both scales, in bytes and milliseconds. */
  bytesTop: number;
  durationTop: number;
  /** Whether the history is so short that it does not fill its width. */
  short: boolean;
}

export function draw(points: TrendPoint[]): Drawing {
  const slots = Math.max(points.length, LEAST_SLOTS);
  const bytesTop = niceBytes(Math.max(...points.map(({ bytes }) => bytes)));
  const durationTop = niceDuration(Math.max(...points.map(({ durationMillis }) => durationMillis)));

  const bars = points.map(({ bytes, counters }, index) => {
    const hollow = counters === "excluded";
    const inset = hollow ? 0.75 : 0;
    const height = Math.max((bytes / bytesTop) * BARS_HEIGHT, 1.5);
    return {
      x: index * SLOT + (SLOT - BAR) / 2 + inset,
      y: BARS_HEIGHT - height + inset,
      width: BAR - 2 * inset,
      height: Math.max(height - 2 * inset, 0.5),
      hollow,
    };
  });
  const line = points
    .map(({ durationMillis }, index) => {
      const y = (LINE_HEIGHT - FLOOR) * (1 - durationMillis / durationTop);
      return `${index === 0 ? "M" : "L"}${index * SLOT + SLOT / 2} ${round(y)}`;
    })
    .join("");
  return {
    width: slots * SLOT,
    bars: bars.map((bar) => ({ ...bar, y: round(bar.y), height: round(bar.height) })),
    line,
    bytesTop,
    durationTop,
    short: points.length < LEAST_SLOTS,
  };
}

function niceBytes(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return (STEPS.find((step) => step * power >= most) ?? 10) * power;
}

function niceDuration(most: number): number {
  return DURATIONS.find((duration) => duration >= most) ?? Math.ceil(most / (24 * HOURS)) * 24 * HOURS;
}

const round = (value: number) => Math.round(value * 100) / 100;
