import type { AddedArchives, JobOutcome } from "$lib/contract";
import { is, type Failure } from "$lib/errors";
import type { App } from "../app.svelte";
import { Aftermath } from "./aftermath.svelte";
import { Pick } from "./pick.svelte";
import { Planning } from "./planning.svelte";
import { Run } from "./run.svelte";

export type Step = "choose" | "check" | "confirm" | "restore" | "afterwards";

export const STEPS: readonly Step[] = ["choose", "check", "confirm", "restore", "afterwards"];

/** Between two looks at a restore that nobody may tell about. */
const POLL_MS = 10_000;

/**
 * The way from an archive to a restored appliance. Where one is follows from what there is: a restore that is not over
 * comes first, then what it left to do, then a plan, then the choice. Nothing is done by looking, and nothing is stopped
 * by leaving.
 */
export class Restore {
  readonly pick: Pick;
  readonly planning: Planning;
  readonly run: Run;
  readonly aftermath: Aftermath;
  readonly profile: string;
  /** A new restore was asked for although tasks of the last one are left. */
  #anew = $state(false);

  readonly #app: App;

  constructor(app: App, profile: string) {
    this.#app = app;
    this.profile = profile;
    this.pick = new Pick(app, profile);
    this.planning = new Planning(app, profile);
    this.run = new Run(app, profile);
    this.aftermath = new Aftermath(app, profile);
    // Whether or not somebody looks on: whoever comes back is not shown what was before.
    app.jobs.onEnded((outcome) => void this.#ended(outcome));
  }

  /** Whether it is known what is open; before that nothing can be offered. */
  get known(): boolean {
    const { tasks } = this.aftermath;
    return this.run.open.value !== null && (tasks.value !== null || tasks.failure !== null);
  }

  readonly step: Step = $derived.by(() => {
    if (this.run.underway) return "restore";
    if (this.run.ending) return this.run.ending.what === "void" ? "check" : "restore";
    const { left, finished } = this.aftermath;
    const after = this.run.result?.state === "restored" || left.length > 0 || finished;
    if (after && !this.#anew) return "afterwards";
    return this.planning.step;
  });

  /** Tasks are left and wait while a new restore is prepared. */
  get tasksWait(): boolean {
    return this.#anew && this.aftermath.left.length > 0;
  }

  /** Why a plan that was shown does not count any more. */
  get voided(): Failure | null {
    const { ending } = this.run;
    return ending?.what === "void" ? ending.failure : this.planning.voided;
  }

  /** Looks at everything and listens from then on; answers how to stop listening. */
  attach(): () => void {
    const app = this.#app;
    this.aftermath.finished = false;
    void this.lookAround();
    void this.pick.look();
    const stops = [
      app.onChanged("appliances", () => void this.lookAround()),
      app.onChanged("archives", () => {
        void this.pick.look();
        void this.aftermath.tasks.look();
      }),
      this.#poll(),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async lookAround(): Promise<void> {
    await Promise.all([this.run.open.look(), this.aftermath.tasks.look()]);
  }

  /** Checks the chosen archive against the appliance. */
  check(): void {
    if (this.pick.selected === null) return;
    this.run.putAside();
    this.planning.begin(this.pick.selected);
  }

  /** Starts what is on the screen, as it is on the screen. */
  async confirm(): Promise<void> {
    const { plan } = this.planning;
    const request = this.planning.confirmation();
    if (!plan || !request || this.planning.open.length > 0 || this.planning.making) return;
    await this.run.start.go(plan, request);
    const { failure } = this.run.start;
    if (!failure) {
      this.#anew = false;
    } else if (is(failure, "planVoid", "confirmedOtherPlan")) {
      this.planning.voided = failure;
      this.run.start.failure = null;
    } else if (is(failure, "anotherRestoreOpen")) {
      await this.lookAround();
    }
  }

  /** Makes the plan again, or chooses anew where nothing is known of it any more. */
  planAgain(part: { nodeAlreadyLost?: boolean } = {}): void {
    this.#beginAnew();
    this.planning.again(part);
  }

  chooseAnother(): void {
    this.#beginAnew();
    this.planning.abandon();
    void this.pick.look();
  }

  /** Archives came in by dropping them here; whatever was planned before is put away for them. */
  take(added: AddedArchives): void {
    this.chooseAnother();
    void this.pick.bring.go(added);
  }

  showTasks(): void {
    this.planning.abandon();
    this.#anew = false;
  }

  /** The person is done here. What is left to do stays. */
  finish(): void {
    if (this.aftermath.left.length === 0) this.run.putAside();
    this.aftermath.finished = false;
    this.#app.router.go({ place: "appliance", profile: this.profile });
  }

  /** Nothing is to be restored after all. */
  cancel(): void {
    this.run.putAside();
    this.planning.abandon();
    this.#anew = false;
    this.#app.router.go({ place: "appliance", profile: this.profile });
  }

  /** Looks again and again while something may happen without news, such as in another program. */
  #poll(): () => void {
    const timer = setInterval(() => {
      if (this.run.now?.workedOn || this.run.job) void this.lookAround();
    }, POLL_MS);
    return () => clearInterval(timer);
  }

  #beginAnew(): void {
    this.run.putAside();
    this.aftermath.finished = false;
    this.#anew = this.aftermath.left.length > 0;
  }

  async #ended(outcome: JobOutcome): Promise<void> {
    if (outcome.profile !== this.profile) return;
    if (outcome.kind !== "restore") return this.aftermath.tasks.look();
    this.run.settling = true;
    await this.lookAround();
    this.run.settling = false;
    if (outcome.result === "restored" && outcome.restore.state === "restored") this.planning.abandon();
  }
}

const kept = new WeakMap<App, Record<string, Restore>>();

/** The restore of an appliance. It is kept as long as the window: a look at another view loses no answer. */
export function restoreOf(app: App, profile: string): Restore {
  const all = kept.get(app) ?? {};
  kept.set(app, all);
  return (all[profile] ??= new Restore(app, profile));
}
