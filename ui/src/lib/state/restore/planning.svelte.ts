import type { AskKind, PlanProgress, PlanRequest, RestorePlan, RestoreRequest } from "$lib/contract";
import type { Failure } from "$lib/errors";
import type { App } from "../app.svelte";
import { Action, Loaded } from "../loaded.svelte";

/** What a person said to the questions of a plan. */
export interface Answers {
  host: string;
  oldCluster: boolean;
  removedAlready: boolean;
  unproven: boolean;
}

const nothingSaid = (): Answers => ({ host: "", oldCluster: false, removedAlready: false, unproven: false });

/** The flight plan: ordered, made, shown, answered. Whether it may be done is the engine's word alone. */
export class Planning {
  order = $state.raw<PlanRequest | null>(null);
  answers = $state<Answers>(nothingSaid());
  /** Why a plan that was shown does not count any more. */
  voided = $state.raw<Failure | null>(null);
  /** When the check under way began, in milliseconds since 1970. */
  began = $state(0);
  /** How far it is; nothing until it was heard of. */
  progress = $state.raw<PlanProgress | null>(null);
  /** The file the plan was saved as. */
  savedAs = $state<string | null>(null);

  readonly #app: App;
  readonly #profile: string;
  #plan = $state.raw<Loaded<RestorePlan> | null>(null);
  /** What the plan on the screen was ordered with, while another one is made: a stop goes back to it. */
  #before: PlanRequest | null = null;
  #checks = 0;

  readonly save = new Action(async () => {
    const plan = this.plan;
    if (plan) this.savedAs = (await this.#app.host.savePlan(plan.id)) ?? this.savedAs;
  });

  readonly findCopy = new Action(async () => {
    const found = this.order && (await this.#app.host.findArchive(this.order.archive));
    if (found) this.again();
  });

  constructor(app: App, profile: string) {
    this.#app = app;
    this.#profile = profile;
  }

  get plan(): RestorePlan | null {
    return this.#plan?.value ?? null;
  }

  get making(): boolean {
    return this.#plan?.looking ?? false;
  }

  get failure(): Failure | null {
    return this.#plan?.failure ?? null;
  }

  /** Whether the restore starts without a safety backup if none can be taken. Unless it was said here, the settings say. */
  get lost(): boolean {
    return this.order?.nodeAlreadyLost ?? this.plan?.facts.safety === "nodeAlreadyLost";
  }

  readonly step: "choose" | "check" | "confirm" = $derived.by(() => {
    if (this.order === null) return "choose";
    const ready = this.plan?.verdict === "yes" && this.voided === null && this.failure === null;
    return ready ? "confirm" : "check";
  });

  /** What the plan asks and nobody has answered yet. */
  readonly open: AskKind[] = $derived(
    (this.plan?.asks ?? []).map(({ kind }) => kind).filter((kind) => !this.#isAnswered(kind)),
  );

  /** Whether what was typed names the target: its host name, or its address, which names it as well. */
  readonly hostMatches: boolean = $derived.by(() => {
    const typed = this.answers.host.trim();
    return typed !== "" && (typed === this.plan?.host || typed === this.plan?.address);
  });

  /** Makes a plan for an archive. */
  begin(archive: number): void {
    const order: PlanRequest = { profile: this.#profile, archive, guided: false };
    this.order = order;
    this.answers = nothingSaid();
    this.#before = null;
    this.#plan = new Loaded(() => this.#app.host.planRestore(this.order ?? order, this.#listener()));
    this.#make();
  }

  /** Makes it anew with something changed by the person, who sees the new plan before anything is done. */
  change(part: Partial<PlanRequest>): void {
    if (!this.order) return;
    if (!this.making) {
      const valid = this.plan !== null && this.voided === null && this.failure === null;
      this.#before = valid ? this.order : null;
    }
    this.order = { ...this.order, ...part };
    this.#make();
  }

  /** Makes the same plan again, after something else has changed; what was said before does not count for it. */
  again(part: Partial<PlanRequest> = {}): void {
    this.answers = nothingSaid();
    this.change(part);
  }

  /**
   * Stops the check under way. It goes back to where it was asked for: to the plan it was to replace, with every answer
   * that was given, or to the choice of an archive.
   */
  stop(): void {
    if (!this.making) return;
    const [plan, before] = [this.plan, this.#before];
    if (!plan || !before) return this.abandon();
    this.#halt();
    this.order = before;
    this.#plan?.take(plan);
  }

  /** Back to choosing an archive. A check that is still being made is stopped. */
  abandon(): void {
    if (this.making) this.#halt();
    this.order = null;
    this.#plan = null;
    this.voided = null;
    this.savedAs = null;
    this.answers = nothingSaid();
  }

  /** What is confirmed: this plan, with these answers. */
  confirmation(): RestoreRequest | null {
    const { plan, answers } = this;
    if (!plan) return null;
    return {
      plan: plan.id,
      hostTyped: answers.host.trim() || null,
      oldClusterAcknowledged: answers.oldCluster,
      removedFromOldCluster: answers.removedAlready,
      unprovenArchiveAccepted: answers.unproven,
    };
  }

  #isAnswered(kind: AskKind): boolean {
    switch (kind) {
      case "hostName":
        return this.hostMatches;
      case "oldCluster":
        return this.answers.oldCluster;
      case "unprovenArchive":
        return this.answers.unproven;
    }
  }

  /** Whoever is told of the check that begins now. An older one that is told of later is none of anybody's. */
  #listener(): (progress: PlanProgress) => void {
    const check = ++this.#checks;
    this.progress = null;
    return (progress) => {
      if (check === this.#checks) this.progress = progress;
    };
  }

  #halt(): void {
    this.#checks += 1;
    // Nobody waits for its answer any more, whether it can be stopped or not.
    void this.#app.host.stopCheck(this.#profile).catch(() => undefined);
  }

  #make(): void {
    this.voided = null;
    this.savedAs = null;
    this.began = Date.now();
    this.save.failure = null;
    this.findCopy.failure = null;
    void this.#plan?.look();
  }
}
