import type {
  GuidedEvent,
  JobOutcome,
  OpenRestore,
  PlanFacts,
  RestorePlan,
  RestoreRequest,
  RestoreResult,
} from "$lib/contract";
import { fromDescribed, is, type Failure } from "$lib/errors";
import type { App } from "../app.svelte";
import type { Passed, RunningJob } from "../jobs.svelte";
import { Action, Loaded } from "../loaded.svelte";

/** How a restore ended other than well. */
export type RunEnding =
  /** On the administration page, before Restore was pressed. */
  | { what: "gaveUp" | "detailsDiffer"; host: string }
  /** A person looked at the appliance and said that it is not restored. */
  | { what: "closed"; host: string }
  /** The person stopped it in time. */
  | { what: "cancelled"; failure: Failure }
  /** Archive or target changed after the plan was made. */
  | { what: "void"; failure: Failure }
  | { what: "failed"; failure: Failure };

/** The restore that is not over: who works on it, what can be said to it, and how it ended. */
export class Run {
  readonly open: Loaded<OpenRestore[]>;
  /** Looking what is left after a job has ended. */
  settling = $state(false);
  /** The plan that is being done, if it was confirmed in this window. */
  plan = $state.raw<RestorePlan | null>(null);

  readonly #app: App;
  readonly #profile: string;
  /** A job that was started and that nothing was heard of yet. */
  #started = $state<string | null>(null);
  #said = $state.raw<RunEnding | null>(null);

  readonly start = new Action(async (plan: RestorePlan, request: RestoreRequest) => {
    const before = this.outcome?.job ?? null;
    const job = await this.#app.host.startRestore(request);
    this.putAside(before);
    this.#started = job;
    this.plan = plan;
    void this.open.look();
  });

  readonly cancel = new Action(async () => {
    const job = this.job?.progress.job;
    if (!this.now) await this.open.look();
    if (this.now) await this.#app.host.cancelRestore(this.now.run);
    else if (job) await this.#app.jobs.cancel(job);
    if (job && this.job) this.#app.jobs.stopping.set(job, true);
  });

  readonly watch = new Action(async () => {
    if (!this.now) return;
    const before = this.outcome?.job ?? null;
    const job = await this.#app.host.watchRestore(this.now.run);
    this.putAside(before);
    this.#started = job;
    void this.open.look();
  });

  readonly keepWaiting = new Action(async () => {
    if (!this.now) return;
    await this.#app.host.sayToRestore(this.now.run, "keepWaiting");
    await this.open.look();
  });

  readonly screenSeen = new Action(async () => {
    const { now } = this;
    if (!now) return;
    // Said first: what is said before anybody watches is heard by the next watch.
    await this.#app.host.sayToRestore(now.run, "loginScreenSeen");
    if (!now.workedOn) await this.watch.go();
  });

  readonly close = new Action(async (restored: boolean) => {
    const open = this.now;
    if (!open) return;
    await this.#app.host.closeRestore(open.run, restored);
    this.putAside();
    if (!restored) this.#said = { what: "closed", host: open.host };
    await this.open.look();
  });

  readonly answer = new Action(async (event: GuidedEvent) => {
    const open = this.now;
    if (!open) return;
    const before = this.outcome?.job ?? null;
    try {
      const progress = await this.#app.host.guidedStep(open.run, event);
      if (progress.next === "step") {
        this.open.take([{ ...open, guided: progress.guided }, ...(this.open.value ?? []).slice(1)]);
        return;
      }
      this.putAside(before);
      if (progress.next === "watching") this.#started = progress.job;
      else this.#said = { what: event === "detailsDiffer" ? "detailsDiffer" : "gaveUp", host: open.host };
    } finally {
      // Whatever came of it, also a refusal: another window may have answered, or the plan may be void.
      await this.open.look();
    }
  });

  readonly openPage = new Action(() => this.#app.host.openAdministrationPage(this.#profile));
  readonly copyPassword = new Action(async () => {
    await this.#app.host.copyPracticePassword();
    return true as const;
  });

  readonly showFile = new Action(async () => {
    if (this.now) await this.#app.host.showGuidedArchive(this.now.run);
  });

  constructor(app: App, profile: string) {
    this.#app = app;
    this.#profile = profile;
    this.open = new Loaded(async () =>
      (await app.host.openRestores()).filter((open) => open.profile === profile),
    );
    app.jobs.onEnded(({ job }) => {
      if (job === this.#started) this.#started = null;
    });
  }

  /** The user to sign in as at the page of the embedded practice appliance, whose password only the program knows. */
  get practiceUser(): string | undefined {
    const practice = this.#app.practice.value;
    return practice?.running && practice.profile === this.#profile ? practice.user : undefined;
  }

  /** The restore of this appliance that is not over, whoever works on it. */
  get now(): OpenRestore | undefined {
    return this.open.value?.[0];
  }

  /** The job of this window that works on it. */
  get job(): RunningJob | undefined {
    return this.#app.jobs.of(this.#profile, "restore");
  }

  /** What its plan was made from, where that is known here. */
  get facts(): PlanFacts | null {
    return this.now?.guided?.facts ?? this.plan?.facts ?? null;
  }

  get starting(): boolean {
    const job = this.#started;
    return job !== null && !this.#app.jobs.running.has(job) && !this.#app.jobs.ended.has(job);
  }

  get stopping(): boolean {
    const job = this.job?.progress.job;
    return job !== undefined && this.#app.jobs.stopping.has(job);
  }

  /** A job of this window works on it, is about to, or has just ended and it is being looked what it left. */
  get here(): boolean {
    return this.starting || this.settling || this.job !== undefined;
  }

  /**
   * Another program works on it. The look itself says whose job it was: that no job runs here now says nothing about
   * the moment of an earlier look.
   */
  get elsewhere(): boolean {
    return !this.here && this.now?.workedOn === true && this.now.job === null;
  }

  get underway(): boolean {
    return this.here || this.now !== undefined;
  }

  /** How the last job of this window ended, until it is put aside. */
  get outcome(): JobOutcome | undefined {
    return this.#app.jobs.lastOf(this.#profile, "restore");
  }

  /** What came of the last job, if it was brought to an end. */
  get result(): RestoreResult | null {
    const { outcome } = this;
    return outcome?.result === "restored" ? outcome.restore : null;
  }

  /** The stages that the running or the last job has been through. */
  get passed(): Passed[] {
    const { outcome } = this;
    return this.job?.passed ?? (outcome && this.#app.jobs.passed.get(outcome.job)) ?? [];
  }

  readonly ending: RunEnding | null = $derived.by(() => {
    if (this.#said) return this.#said;
    const { outcome } = this;
    if (outcome?.result !== "failed") {
      return this.answer.failure && is(this.answer.failure, "planVoid")
        ? { what: "void", failure: this.answer.failure }
        : null;
    }
    const failure = fromDescribed(outcome.failure);
    if (is(failure, "cancelled")) return { what: "cancelled", failure };
    return {
      what: is(failure, "planVoid", "planUnknown", "confirmedOtherPlan") ? "void" : "failed",
      failure,
    };
  });

  /** What is not over stays; what was told of an earlier end is not told again. */
  putAside(job: string | null = this.outcome?.job ?? null): void {
    this.#said = null;
    this.answer.failure = null;
    this.cancel.failure = null;
    if (job !== null) this.#app.jobs.dismiss(job);
  }

  /** The job of this window has come to another stage. */
  async stageCame(): Promise<void> {
    await this.open.look();
  }
}
