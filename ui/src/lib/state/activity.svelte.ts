import type { Event, EventList, ExportFormat, Trend } from "$lib/contract";
import type { Failure } from "$lib/errors";
import type { Cure } from "./activity/cures";
import { everything, filterOf, isNarrowed, isRun, type ActivityQuery } from "./activity/filter";
import type { App } from "./app.svelte";
import { cureOf } from "./backups.svelte";
import type { RunningJob } from "./jobs.svelte";
import { Action, Loaded } from "./loaded.svelte";

/** Typing pauses this long before history is asked. */
const TYPING_MS = 150;

/** Lines that are asked for at once. */
export const PAGE = 200;
const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

/** What ran and how it ended, as a person looks through it. */
export class Activity {
  query = $state.raw<ActivityQuery>(everything);
  /** The line that is told in full. */
  open = $state<number | null>(null);
  /** Whether older lines are left. */
  more = $state(false);
  /** The file that was written last. */
  saved = $state<string | null>(null);
  readonly list: Loaded<EventList>;
  readonly older: Action<[], void>;
  readonly export: Action<[format: ExportFormat], void>;
  readonly cure: Action<[cure: Cure], void>;
  readonly cancel: Action<[job: string], void>;
  /** Where incidents are that are none of a run. */
  readonly openLogs: Action<[], void>;
  /** How sizes and durations of the chosen appliance went. */
  trend = $state.raw<Loaded<Trend> | null>(null);

  readonly #app: App;
  /** How many lines are shown, so that a look brings them all. */
  #shown = PAGE;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App) {
    const { host } = app;
    this.#app = app;
    this.list = new Loaded(async () => {
      const [query, limit] = [this.query, this.#shown];
      const list = await host.activity(filterOf(query, { limit }));
      if (query === this.query) this.more = list.events.length >= limit;
      return list;
    });
    this.older = new Action(async () => {
      const { query, events } = this;
      const last = events.at(-1);
      if (!last) return;
      const { events: next } = await host.activity(filterOf(query, { before: last.id, limit: PAGE }));
      if (query !== this.query) return;
      this.#shown = events.length + PAGE;
      this.more = next.length >= PAGE;
      this.list.take({ events: [...events, ...next] });
    });
    this.export = new Action(async (format) => {
      this.saved = (await host.exportActivity(filterOf(this.query), format)) ?? this.saved;
    });
    this.cure = new Action((cure) => this.#cure(cure));
    this.cancel = new Action((job) => app.jobs.cancel(job));
    this.openLogs = new Action(() => host.openLogs());
  }

  get events(): Event[] {
    return this.list.value?.events ?? [];
  }

  get narrowed(): boolean {
    return isNarrowed(this.query);
  }

  get running(): RunningJob[] {
    return [...this.#app.jobs.running.values()];
  }

  /** Runs of the last thirty days and how many failed; nothing unless all of them are read. */
  get month(): { runs: number; failed: number } | undefined {
    const { events } = this;
    const since = Date.now() - MONTH_MS;
    const last = events.at(-1);
    if (!last || this.narrowed || (this.more && Date.parse(last.at) >= since)) return undefined;
    const runs = events.filter(({ kind, at }) => isRun(kind) && Date.parse(at) >= since);
    return { runs: runs.length, failed: runs.filter(({ outcome }) => outcome === "failed").length };
  }

  /** Orders that could not be carried out, until they are put aside. */
  get troubles(): { failure: Failure; dismiss: () => void }[] {
    return [this.older, this.export, this.cure, this.cancel, this.openLogs].flatMap((order) =>
      order.failure ? [{ failure: order.failure, dismiss: () => (order.failure = null) }] : [],
    );
  }

  /** Listens to what happens; answers how to stop that. */
  follow(): () => void {
    const again = () => {
      void this.list.look();
      void this.trend?.look();
    };
    return this.#app.onChanged("activity", again);
  }

  /** Asks for what is typed, once the typing pauses. */
  search(text: string): void {
    this.query = { ...this.query, text };
    this.open = null;
    this.#shown = PAGE;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.list.look(), TYPING_MS);
  }

  async narrow(change: Partial<ActivityQuery>): Promise<void> {
    clearTimeout(this.#typing);
    const before = this.query.profile;
    this.query = { ...this.query, ...change };
    this.open = null;
    this.#shown = PAGE;
    if (this.query.profile !== before) this.#showTrend();
    await this.list.look();
  }

  toggle(event: Event): void {
    this.open = this.open === event.id ? null : event.id;
  }

  #showTrend(): void {
    const { profile } = this.query;
    this.trend = profile === "" ? null : new Loaded(() => this.#app.host.trend(profile));
    void this.trend?.look();
  }

  async #cure(cure: Cure): Promise<void> {
    const { router, backups } = this.#app;
    switch (cure.does) {
      case "archives":
        return router.go({ place: "archives", archive: null });
      case "restore":
        return router.go({ place: "restore", profile: cure.profile });
      case "appliance":
        return router.go({ place: "appliance", profile: cure.profile });
      case "backUp": {
        const known = this.#app.appliance(cure.profile);
        const way = cureOf(cure.offer);
        if (known && way) {
          if (!(await backups.settle(way, known.profile, cure.failed ?? undefined))) return;
          await backups.start(backups.cured(way, backups.requestOf(cure.job ?? "", cure.profile)));
        }
        return router.go({ place: "appliance", profile: cure.profile });
      }
    }
  }
}
