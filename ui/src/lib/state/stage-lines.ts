import type { Progress, Stage } from "$lib/contract";
import { bytes, duration, rate } from "$lib/format";
import { stageWords } from "$lib/words";
import { m } from "../../paraglide/messages";
import type { Passed, RunningJob } from "./jobs.svelte";

/** A line of the list of stages, as the kit draws it. */
export interface Line {
  key: string;
  title: string;
  state: "done" | "now" | "failed" | "todo";
  meta?: string;
}

/** The stages of a backup as a person counts them. */
const PARTS = ["signingIn", "building", "receiving", "verifying", "done"] as const;
type Part = (typeof PARTS)[number];

const titles: Record<Part, () => string> = {
  signingIn: stageWords.signingIn,
  building: stageWords.building,
  receiving: stageWords.receiving,
  verifying: stageWords.verifying,
  done: stageWords.ended,
};

/** Which part a stage belongs to. Whatever is before or between attempts begins with signing in. */
const parts: Partial<Record<Stage, Part>> = {
  building: "building",
  receiving: "receiving",
  finishing: "verifying",
  verifying: "verifying",
  ended: "done",
};
const partOf = (stage: Stage): Part => parts[stage] ?? "signingIn";

/** The parts of the present attempt and when each began: an attempt that was given up is not counted in. */
function begins(passed: Passed[]): Map<Part, number> {
  const began = new Map<Part, number>();
  let last = -1;
  for (const { stage, began: at } of passed) {
    const part = partOf(stage);
    const index = PARTS.indexOf(part);
    if (index < last || stage === "waitingToRetry") began.clear();
    last = index;
    if (!began.has(part)) began.set(part, at);
  }
  return began;
}

/** How long a part took, or has taken by now; unknown for what was before a reload. */
function took(part: Part, began: Map<Part, number>, end: number | undefined): string | undefined {
  const from = began.get(part);
  const next = PARTS.slice(PARTS.indexOf(part) + 1).find((later) => began.has(later));
  const until = next ? began.get(next) : end;
  return from === undefined || until === undefined ? undefined : duration(until - from);
}

function line(part: Part, state: Line["state"], title: string, meta: string | undefined): Line {
  return { key: part, title, state, ...(meta !== undefined && { meta }) };
}

/** A running backup. */
export function runningLines({ progress, passed }: RunningJob, now: number): Line[] {
  const part = partOf(progress.stage);
  const at = PARTS.indexOf(part);
  const began = begins(passed);
  return PARTS.map((one, index) => {
    if (index > at) return line(one, "todo", titles[one](), undefined);
    if (index < at) return line(one, "done", titles[one](), took(one, began, undefined));
    return line(one, "now", nowTitle(progress), took(one, began, now));
  });
}

/** A backup that failed, with the part where it did; without one, if nothing is known of it. */
export function failedLines(passed: Passed[], ended: number): Line[] {
  const last = passed.at(-1);
  if (!last) return [];
  const part = partOf(last.stage);
  const at = PARTS.indexOf(part);
  const began = begins(passed);
  return PARTS.slice(0, -1).map((one, index) => {
    if (index > at) return line(one, "todo", titles[one](), undefined);
    if (index < at) return line(one, "done", titles[one](), took(one, began, undefined));
    return line(one, "failed", stageWords[last.stage](), took(one, began, ended));
  });
}

/** "Receiving 412 MB at 96 MB/s". */
export function nowTitle({ stage, done, rate: speed }: Progress): string {
  if (stage !== "receiving" || done === 0) return stageWords[stage]();
  if (speed === null) return m.backup_receiving({ size: bytes(done) });
  return m.backup_receiving_at({ size: bytes(done), rate: rate(speed) });
}

/** How far the present stage is, and how long it will still take, as far as either can be said. */
export interface Forecast {
  value: number | null;
  max: number;
  text?: string;
}

/**
 * By what the appliance announced; where it announced nothing, by what the last backup like this one took, which is
 * said. A backup that has outgrown the last one is not foretold.
 */
export function forecast(progress: Progress, last: number | null): Forecast {
  const { done, total, rate: speed, remainingSeconds } = progress;
  if (progress.stage !== "receiving") return { value: null, max: 1 };
  if (total !== null && total > 0) {
    const value = Math.min(done, total);
    if (remainingSeconds === null) return { value, max: total };
    return { value, max: total, text: m.backup_left({ time: roughly(remainingSeconds) }) };
  }
  if (last === null || done >= last) return { value: null, max: 1 };
  const size = bytes(last);
  const text = speed
    ? m.backup_left_guessed({ time: roughly((last - done) / speed), size })
    : m.backup_guessed({ size });
  return { value: done, max: last, text };
}

/** Coarser the longer it is: nobody needs the seconds of an hour. */
function roughly(seconds: number): string {
  const step = seconds < 60 ? 5 : seconds < 600 ? 10 : 60;
  return duration(Math.max(step, Math.round(seconds / step) * step) * 1000);
}
