import { SvelteMap } from "svelte/reactivity";
import type { JobKind, JobOutcome, Progress } from "$lib/contract";
import type { Host } from "$lib/host";
import { Listeners } from "./listeners";

/** A stage a job has been through, and when it began there. */
export interface Passed {
  stage: Progress["stage"];
  /** Milliseconds since 1970. */
  began: number;
}

/** A job as it runs. */
export interface RunningJob {
  progress: Progress;
  profile: string | null;
  /** Every stage so far, the present one last. After a reload only from then on. */
  passed: Passed[];
}

/** What runs, and how it ended. Snapshots are absolute, so nothing from before is needed to show them. */
export class Jobs {
  readonly running = new SvelteMap<string, RunningJob>();
  /** How jobs ended since the window was opened, by job. */
  readonly ended = new SvelteMap<string, JobOutcome>();
  /** The stages of jobs that ended, for showing where a failure happened. */
  readonly passed = new SvelteMap<string, Passed[]>();
  /** Jobs that were asked to stop and have not ended yet. */
  readonly stopping = new SvelteMap<string, true>();

  readonly #host: Host;
  readonly #ended = new Listeners<[JobOutcome]>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** The job that works on an appliance now. */
  of(profile: string, kind?: JobKind): RunningJob | undefined {
    for (const job of this.running.values()) {
      if (job.profile === profile && (!kind || job.progress.kind === kind)) return job;
    }
    return undefined;
  }

  /** The newest ending of an appliance's jobs of a kind, until a person has put it aside. */
  lastOf(profile: string, kind: JobKind): JobOutcome | undefined {
    let newest: JobOutcome | undefined;
    for (const outcome of this.endingsOf(profile, kind)) {
      if (!newest || outcome.at >= newest.at) newest = outcome;
    }
    return newest;
  }

  /** The endings of an appliance's jobs of a kind that a person has not put aside. */
  endingsOf(profile: string, kind: JobKind): JobOutcome[] {
    return [...this.ended.values()].filter((outcome) => outcome.profile === profile && outcome.kind === kind);
  }

  /** Puts an ending aside; it stays in the activity list. */
  dismiss(job: string): void {
    this.ended.delete(job);
    this.passed.delete(job);
  }

  async cancel(job: string): Promise<void> {
    this.stopping.set(job, true);
    try {
      await this.#host.cancelJob(job);
    } catch (cause) {
      this.stopping.delete(job);
      throw cause;
    }
  }

  /** Calls `listener` with every ending from now on; answers how to stop that. */
  onEnded(listener: (outcome: JobOutcome) => void): () => void {
    return this.#ended.add(listener);
  }

  tellProgress(progress: Progress, profile: string | null): void {
    if (progress.ending !== null || this.ended.has(progress.job)) return;
    const before = this.running.get(progress.job);
    const passed = before?.passed ?? [];
    const entered = passed.at(-1)?.stage !== progress.stage;
    this.running.set(progress.job, {
      progress,
      profile,
      passed: entered ? [...passed, { stage: progress.stage, began: Date.now() }] : passed,
    });
  }

  tellEnded(outcome: JobOutcome): void {
    const passed = this.running.get(outcome.job)?.passed;
    if (passed) this.passed.set(outcome.job, passed);
    this.running.delete(outcome.job);
    this.stopping.delete(outcome.job);
    this.ended.set(outcome.job, outcome);
    this.#ended.tell(outcome);
  }
}
