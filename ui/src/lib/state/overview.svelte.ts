import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { ApplianceSummary, Place } from "$lib/contract";
import { toFailure, type Failure } from "$lib/errors";
import type { App } from "./app.svelte";
import { backUpNow, meet } from "./meet";
import { isDue, needsOf, waitsForTrust, type Need } from "./needs";
import type { RunningJob } from "./jobs.svelte";

/** From here on one looks for an appliance instead of seeing it. */
const FILTER_FROM = 13;
/** So many needs are seen at once; the rest is one button away. */
const NEEDS_SHOWN = 5;

/** Where a backup was asked for: a failure to start it is told there. */
export type Origin = "need" | "card";

/** Why "Back up now" cannot be pressed. */
export type Blocked = "certificate" | "practiceStopped";

/** The first view: what needs the person, and every appliance with its one action. */
export class OverviewBoard {
  readonly #app: App;
  filter = $state("");
  allNeeds = $state(false);
  /** Appliances whose backup is being started. */
  readonly starting = new SvelteSet<string>();
  /** Backups that could not be started, by appliance. */
  readonly refused = new SvelteMap<string, { failure: Failure; origin: Origin }>();

  readonly appliances = $derived.by(() => this.#app.overview.value?.appliances ?? []);
  readonly needs = $derived(needsOf(this.appliances));
  readonly shownNeeds = $derived(this.allNeeds ? this.needs : this.needs.slice(0, NEEDS_SHOWN));
  readonly hiddenNeeds = $derived(this.needs.length - this.shownNeeds.length);
  /** Practice appliances are never counted. */
  readonly counts = $derived.by(() => {
    const counts = { protected: 0, needsAttention: 0, atRisk: 0 };
    for (const { protection } of this.appliances) if (protection !== "practice") counts[protection] += 1;
    return counts;
  });
  readonly filterable = $derived(this.appliances.length >= FILTER_FROM);
  readonly shown = $derived.by(() => {
    const wanted = this.filterable ? this.filter.trim().toLocaleLowerCase() : "";
    if (wanted === "") return this.appliances;
    return this.appliances.filter(({ profile }) =>
      [profile.name, profile.address].some((text) => text.toLocaleLowerCase().includes(wanted)),
    );
  });
  /** What runs, by appliance: looked up once for all cards. */
  readonly #running = $derived.by<Record<string, RunningJob>>(() =>
    Object.fromEntries([...this.#app.jobs.running.values()].map((job) => [job.profile ?? "", job])),
  );

  constructor(app: App) {
    this.#app = app;
  }

  jobOf(profile: string): RunningJob | undefined {
    return this.#running[profile];
  }

  blocked(appliance: ApplianceSummary): Blocked | undefined {
    if (waitsForTrust(appliance)) return "certificate";
    const practice = this.#app.practice.value;
    if (practice?.profile === appliance.profile.id && !practice.running) return "practiceStopped";
    return undefined;
  }

  /** Whether the next backup of it is wanted now, and nothing is in its way. */
  due(appliance: ApplianceSummary): boolean {
    return appliance.protection !== "practice" && isDue(appliance) && !this.blocked(appliance);
  }

  /** Starts a backup with the appliance's own settings. */
  backUp(appliance: ApplianceSummary): Promise<void> {
    return this.#attempt(appliance.profile.id, "card", () => backUpNow(this.#app, appliance));
  }

  /** Does what the button of a need says. */
  meet(need: Need, origin: Origin = "need"): Promise<void> {
    return this.#attempt(need.appliance.profile.id, origin, () => meet(this.#app, need));
  }

  /** Starts the practice appliance; it is ready for a backup then. */
  async startPractice(): Promise<void> {
    const profile = this.#app.practice.value?.profile;
    if (!profile) return;
    await this.#attempt(profile, "card", async () => {
      this.#app.practice.take(await this.#app.host.startPractice());
    });
  }

  /** One at a time for each appliance; why it did not work stays until the next try. */
  async #attempt(profile: string, origin: Origin, act: () => Promise<void>): Promise<void> {
    if (this.starting.has(profile)) return;
    this.starting.add(profile);
    this.refused.delete(profile);
    try {
      await act();
    } catch (cause) {
      this.refused.set(profile, { failure: toFailure(cause), origin });
    } finally {
      this.starting.delete(profile);
    }
  }

  /** Where a running job of an appliance is seen in full. */
  placeOf(job: RunningJob, profile: string): Place {
    return job.progress.kind === "restore" ? { place: "restore", profile } : { place: "appliance", profile };
  }
}
