import { SvelteSet } from "svelte/reactivity";
import type { ApplianceSummary } from "$lib/contract";
import { toFailure, type Failure } from "$lib/errors";
import type { App } from "./app.svelte";
import { passwordWanted } from "./backups.svelte";
import { isDue, waitsForTrust } from "./needs";

/** Why an appliance cannot be among them. */
export type Hindrance = "running" | "certificate" | "password";

/** One that could not be started, and why. */
export interface NotStarted {
  appliance: ApplianceSummary;
  failure: Failure;
}

/** Backups of several appliances in one go: one job each, and a word about each that could not start. */
export class Several {
  readonly #app: App;
  open = $state(false);
  readonly chosen = new SvelteSet<string>();
  /** How far it is, while it starts them. */
  at = $state<{ index: number; of: number } | null>(null);
  /** How many of the last go run; nothing before it. */
  started = $state<number | null>(null);
  notStarted = $state.raw<NotStarted[]>([]);

  /** Practice appliances are not what one means by "all". */
  readonly appliances = $derived.by(() =>
    (this.#app.overview.value?.appliances ?? []).filter(({ protection }) => protection !== "practice"),
  );
  readonly possible = $derived(this.appliances.filter((appliance) => !this.hindrance(appliance)));
  readonly all = $derived(
    this.possible.length > 0 && this.possible.every(({ profile }) => this.chosen.has(profile.id)),
  );
  /** Those of the chosen ones that can still be started. */
  readonly ready = $derived(this.possible.filter(({ profile }) => this.chosen.has(profile.id)));

  constructor(app: App) {
    this.#app = app;
  }

  /** Begins anew, with those that are due. */
  show(): void {
    this.chosen.clear();
    this.started = null;
    this.notStarted = [];
    for (const appliance of this.possible) if (isDue(appliance)) this.chosen.add(appliance.profile.id);
    this.open = true;
  }

  hindrance({ profile, passwordInMemory, ...appliance }: ApplianceSummary): Hindrance | undefined {
    if (this.#app.jobs.of(profile.id)) return "running";
    if (waitsForTrust({ profile, passwordInMemory, ...appliance })) return "certificate";
    return passwordWanted(profile, passwordInMemory) ? "password" : undefined;
  }

  choose(profile: string, chosen: boolean): void {
    if (chosen) this.chosen.add(profile);
    else this.chosen.delete(profile);
  }

  chooseAll(chosen: boolean): void {
    this.chosen.clear();
    if (chosen) for (const { profile } of this.possible) this.chosen.add(profile.id);
  }

  /** Starts them one after the other; how many run at once is the engine's to say. Closes if all of them run. */
  async start(): Promise<void> {
    if (this.at) return;
    const appliances = this.ready;
    const notStarted: NotStarted[] = [];
    for (const [index, appliance] of appliances.entries()) {
      this.at = { index: index + 1, of: appliances.length };
      try {
        await this.#app.backups.start({ profile: appliance.profile.id, preChange: false });
        this.chosen.delete(appliance.profile.id);
      } catch (cause) {
        notStarted.push({ appliance, failure: toFailure(cause) });
      }
    }
    this.at = null;
    this.started = appliances.length - notStarted.length;
    this.notStarted = notStarted;
    if (notStarted.length === 0) this.open = false;
  }
}
