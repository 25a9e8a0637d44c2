import type { OpenRestore, Route, SafetyBackup, Stage } from "$lib/contract";
import type { Passed } from "../jobs.svelte";

/** What a restore goes through, as a person follows it. */
export type Phase = "safetyBackup" | "upload" | "page" | "restoring" | "rebooting" | "signIn";

export interface PhaseLine {
  phase: Phase;
  state: "done" | "now" | "failed" | "todo";
  /** How long it took, if its beginning and its end were seen. */
  millis: number | null;
  /** When it began, in milliseconds since 1970, if that was seen. */
  since: number | null;
}

/** What is known of a restore, for showing its phases. */
export interface Known {
  route: Route;
  /** Every stage its job has been through, the present or last one last. */
  passed: Passed[];
  /** What it does by the engine's own account, where no job of this window tells. */
  stage: Stage | null;
  end: { how: "restored" | "failed"; at: number } | null;
  /** What was ordered, and whether there is one; null is not known. */
  safety: SafetyBackup | null;
  safetyTaken: boolean | null;
}

const DIRECT: Phase[] = ["safetyBackup", "upload", "restoring", "rebooting", "signIn"];
// On the administration page nothing tells the end of the restoring from the beginning of the reboot.
const GUIDED: Phase[] = ["safetyBackup", "page", "rebooting", "signIn"];

/** The phases of a restore, each with how it stands. Nothing is called done that may not have been. */
export function phaseLines(known: Known): PhaseLine[] {
  const order = known.route === "direct" ? DIRECT : GUIDED;
  const spans = spansOf(known);
  const at = known.end?.how === "restored" ? order.length : present(known, order);
  const lines = order.map((phase, index): PhaseLine => {
    const { began, millis } = spans.get(phase) ?? { began: null, millis: null };
    if (index < at) return { phase, state: "done", millis, since: null };
    if (index > at) return { phase, state: "todo", millis: null, since: null };
    return { phase, state: known.end ? "failed" : "now", millis: null, since: began };
  });
  return lines.flatMap((line) => (line.phase === "safetyBackup" ? safetyLine(line, known) : [line]));
}

/** Where a job that tells a stage is. Before its safety backup and again after it, the target is looked at. */
function phaseOf(stage: Stage, route: Route, safetyBehind: boolean): Phase | null {
  switch (stage) {
    case "uploading":
      return "upload";
    case "waitingForPerson":
      return "page";
    case "restoring":
      return route === "direct" ? "restoring" : "rebooting";
    case "rebooting":
      return "rebooting";
    case "signingInAgain":
      return "signIn";
    case "aftermath":
    case "ended":
      return null;
    case "safetyBackup":
      return "safetyBackup";
    case "starting":
    case "probing":
    case "signingIn":
    case "checkingFolder":
    case "waitingToRetry":
    case "building":
    case "receiving":
    case "finishing":
    case "verifying":
      if (!safetyBehind) return "safetyBackup";
      return route === "direct" ? "upload" : "page";
  }
}

function present(known: Known, order: Phase[]): number {
  const index = (stage: Stage, behind: boolean) => {
    const phase = phaseOf(stage, known.route, behind);
    return phase === null ? order.length : order.indexOf(phase);
  };
  const last = known.passed.at(-1);
  const job = last ? index(last.stage, behindSafety(known.passed, known.passed.length - 1)) : 0;
  // A watch that was taken up again begins where the restore is, not at its beginning.
  return Math.max(job, known.stage ? index(known.stage, false) : 0);
}

function behindSafety(passed: Passed[], index: number): boolean {
  return passed.slice(0, index).some(({ stage }) => stage === "safetyBackup");
}

function spansOf({ passed, route, end }: Known): Map<Phase, { began: number; millis: number }> {
  const spans = new Map<Phase, { began: number; millis: number }>();
  passed.forEach(({ stage, began }, index) => {
    const phase = phaseOf(stage, route, behindSafety(passed, index));
    // What was under way when the window came to it has no beginning here.
    if (phase === null || (index === 0 && stage !== "starting")) return;
    // A watch that was taken up again starts as well, and takes no safety backup.
    if (phase === "safetyBackup" && !behindSafety(passed, passed.length)) return;
    const until = passed[index + 1]?.began ?? end?.at ?? began;
    const before = spans.get(phase);
    spans.set(phase, {
      began: before?.began ?? began,
      millis: (before?.millis ?? 0) + Math.max(0, until - began),
    });
  });
  return spans;
}

/** Where the node was said to be lost, going on does not mean that there is a safety backup. */
function safetyLine(line: PhaseLine, { passed, safety, safetyTaken, stage }: Known): PhaseLine[] {
  if (line.state !== "done") return [line];
  if (safetyTaken === true || (safety === "take" && safetyTaken === null)) return [line];
  if (safetyTaken === false) return [{ ...line, state: "failed", millis: null }];
  const tried =
    safety !== null || stage === "safetyBackup" || passed.some((one) => one.stage === "safetyBackup");
  return tried ? [{ ...line, state: "todo", millis: null }] : [];
}

/** The stages in which the engine takes a cancel; it has the last word, and says why not. */
export function mayCancel(stage: Stage, open: OpenRestore | undefined): boolean {
  if (open && !open.workedOn) return false;
  switch (stage) {
    case "starting":
    case "probing":
    case "safetyBackup":
    case "uploading":
    case "signingIn":
    case "checkingFolder":
    case "waitingToRetry":
    case "building":
    case "receiving":
    case "finishing":
    case "verifying":
      return true;
    case "restoring":
    case "waitingForPerson":
    case "rebooting":
    case "signingInAgain":
    case "aftermath":
    case "ended":
      return false;
  }
}
