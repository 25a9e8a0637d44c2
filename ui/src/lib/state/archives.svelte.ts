import type { AddedArchives, ArchiveSort, JobOutcome, Pick, TrashedArchives } from "$lib/contract";
import type { Failure } from "$lib/errors";
import type { App } from "./app.svelte";
import { ArchiveDetails } from "./archives/details.svelte";
import { ArchivePages } from "./archives/pages.svelte";
import { placeOf } from "./archives/place";
import { everything, filterOf, isNarrowed, startsDescending, type ArchiveQuery } from "./archives/query";
import type { Picked } from "./archives/picked";
import { Selection } from "./archives/selection.svelte";
import { endOf, type VerifyEnd } from "./archives/verification";
import type { RunningJob } from "./jobs.svelte";
import { Action } from "./loaded.svelte";

/** Typing pauses this long before the library is asked. */
const TYPING_MS = 150;

/** What was done and is told above the table, until the person has read it. */
export type Told =
  | { about: "added"; archives: AddedArchives }
  | { about: "trashed"; archives: TrashedArchives }
  | { about: "forgotten"; count: number }
  | { about: "looked"; changed: number };

/** An order that could not be carried out, until it is put aside or given again. */
export interface Trouble {
  failure: Failure;
  dismiss: () => void;
}

/** What the person is asked before it is done. */
export type Asked =
  { about: "trash" | "forget"; archives: readonly Picked[] } | { about: "restore"; archive: number };

/** The library as a person works with it: a table, what is selected in it, the one that is open, and what is ordered. */
export class Archives {
  readonly pages: ArchivePages;
  readonly selection = new Selection();
  readonly details: ArchiveDetails;
  query = $state.raw<ArchiveQuery>(everything);
  /** The row the keyboard is on. */
  current = $state(0);
  /** Replaced when the current row is to be brought into view. */
  seek = $state.raw<object>({});
  told = $state.raw<Told | null>(null);
  asked = $state.raw<Asked | null>(null);

  readonly verify: Action<[ids: number[]], string>;
  readonly pin: Action<[ids: number[], pinned: boolean], void>;
  readonly show: Action<[id: number], void>;
  readonly trash: Action<[archives: readonly Picked[]], void>;
  readonly forget: Action<[archives: readonly Picked[]], void>;
  readonly add: Action<[pick: Pick], void>;
  readonly lookAgain: Action<[], void>;
  /** Selects a span, also where its rows were not read yet. */
  readonly collect: Action<[], void>;
  readonly cancelVerify: Action<[job: string], void>;
  /** Goes to an archive that was named elsewhere. */
  readonly reveal: Action<[id: number], void>;

  readonly #app: App;
  /** The archive on the current row: it keeps the keyboard although rows come and go above it. */
  #currentId: number | null = null;
  /** One went to a row that was not read yet. */
  #awaited = false;
  /** The span that is to be selected. */
  #span: [first: number, last: number] | null = null;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App) {
    const { host } = app;
    this.#app = app;
    this.pages = new ArchivePages((offset, limit) => host.archives(filterOf(this.query, offset, limit)));
    this.details = new ArchiveDetails(host);
    this.verify = new Action((ids) => host.startVerify(ids));
    this.pin = new Action(async (ids, pinned) => {
      await host.pinArchives(ids, pinned);
      await this.refresh();
    });
    this.show = new Action((id) => host.showInFolder(id));
    this.trash = new Action(async (archives) => {
      const ids = archives.map(({ id }) => id);
      this.told = { about: "trashed", archives: await host.trashArchives(ids) };
      await this.#gone(ids);
    });
    this.forget = new Action(async (archives) => {
      const ids = archives.map(({ id }) => id);
      await host.forgetArchives(ids);
      this.told = { about: "forgotten", count: ids.length };
      await this.#gone(ids);
    });
    this.add = new Action(async (pick) => {
      const added = await host.addArchives(pick);
      if (added) await this.take(added);
    });
    this.lookAgain = new Action(async () => {
      this.told = { about: "looked", changed: await host.lookAgain() };
      await this.refresh();
    });
    this.collect = new Action(() => this.#collect());
    this.cancelVerify = new Action((job) => app.jobs.cancel(job));
    this.reveal = new Action((id) => this.#reveal(id));
  }

  /** Whether anything is left out of the table. */
  get narrowed(): boolean {
    return isNarrowed(this.query);
  }

  /** What an order is for: what is selected, or else the current row. */
  get chosen(): readonly Picked[] {
    if (this.selection.size > 0) return this.selection.list;
    const row = this.pages.row(this.current);
    return row ? [row] : [];
  }

  /** Orders that could not be carried out. */
  get troubles(): Trouble[] {
    const { verify, pin, show, trash, forget, add, collect, lookAgain, cancelVerify, reveal, details } = this;
    const orders = [verify, pin, show, trash, forget, add, collect, lookAgain, cancelVerify, reveal];
    // A note that is still being written has its failure beside it.
    const all = details.draft === null ? [...orders, details.note] : orders;
    return all.flatMap((order) =>
      order.failure ? [{ failure: order.failure, dismiss: () => (order.failure = null) }] : [],
    );
  }

  get verifying(): RunningJob[] {
    return [...this.#app.jobs.running.values()].filter(({ progress }) => progress.kind === "verify");
  }

  /** Verifications that ended, until the person has read how. */
  get verified(): VerifyEnd[] {
    return [...this.#app.jobs.ended.values()].map(endOf).filter((end) => end !== undefined);
  }

  /** Listens to what happens to the library; answers how to stop that. */
  follow(): () => void {
    const stops = [
      this.#app.onChanged("archives", () => void this.refresh()),
      this.#app.jobs.onEnded((outcome) => this.#ended(outcome)),
      () => clearTimeout(this.#typing),
    ];
    return () => stops.forEach((stop) => stop());
  }

  search(text: string): void {
    this.query = { ...this.query, text };
    this.deselect();
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#restart(), TYPING_MS);
  }

  async narrow(change: Partial<ArchiveQuery>): Promise<void> {
    clearTimeout(this.#typing);
    this.query = { ...this.query, ...change };
    this.deselect();
    await this.#restart();
  }

  /** Everything again, sorted as it is. */
  async widen(): Promise<void> {
    const { sort, descending } = this.query;
    await this.narrow({ ...everything, sort, descending });
  }

  async sortBy(sort: ArchiveSort): Promise<void> {
    const same = this.query.sort === sort;
    const descending = same ? !this.query.descending : startsDescending(sort);
    this.query = { ...this.query, sort, descending };
    await this.#restart();
  }

  async refresh(): Promise<void> {
    await Promise.all([this.pages.refresh(), this.details.refresh()]);
    this.#settle();
  }

  /** The keyboard goes to a row; what is open follows it. */
  go(index: number): void {
    this.#move(index);
    this.selection.anchor = this.current;
  }

  /** The current row was read: what is open follows now if it could not before. */
  arrived(id: number): void {
    if (!this.#awaited) return;
    this.#awaited = false;
    this.#currentId = id;
    this.#follow();
  }

  openCurrent(): void {
    const row = this.pages.row(this.current);
    if (row) void this.details.open(row.id);
  }

  /** Selects a row alone, adds or takes it away, or selects everything between the last one and it. */
  select(index: number, how: "only" | "toggle" | "extend"): void {
    if (how === "extend") {
      this.#move(index);
      return this.#select(this.selection.anchor, this.current);
    }
    this.go(index);
    const row = this.pages.row(index);
    if (row && how === "toggle") this.selection.toggle(row);
    else if (row) this.selection.only([row]);
  }

  /** Everything that matches, also what was never read. */
  selectAll(): void {
    const { total } = this.pages;
    if (total) this.#select(0, total - 1);
  }

  deselect(): void {
    this.#span = null;
    this.selection.clear();
  }

  /** Asks before archives go to the trash; those whose files are gone already only leave the list. */
  askToRemove(archives = this.chosen): void {
    if (archives.length === 0) return;
    const gone = archives.every(({ state }) => state === "missing");
    this.asked = { about: gone ? "forget" : "trash", archives };
  }

  /** Goes to the restore of the appliance an archive came from; without one the person is asked for it. */
  restore(id: number, profile: string | null): void {
    if (profile === null || !this.#app.appliance(profile)) {
      this.asked = { about: "restore", archive: id };
      void this.details.open(id);
      return;
    }
    this.restoreOn(id, profile);
  }

  restoreOn(id: number, profile: string): void {
    this.asked = null;
    this.#app.toRestore = id;
    this.#app.router.go({ place: "restore", profile });
  }

  /** Shows what was added, by whichever way. */
  async take(archives: AddedArchives): Promise<void> {
    this.told = { about: "added", archives };
    const first = archives.added[0] ?? archives.known[0];
    if (first !== undefined) await this.reveal.go(first);
  }

  #enter(index: number): void {
    this.current = index;
    this.#currentId = this.pages.row(index)?.id ?? null;
  }

  #follow(): void {
    if (this.details.id !== null && this.#currentId !== null) void this.details.open(this.#currentId);
  }

  #move(index: number): void {
    const last = (this.pages.total ?? 0) - 1;
    if (last < 0) return;
    this.#enter(Math.min(Math.max(index, 0), last));
    this.seek = {};
    this.#awaited = this.#currentId === null;
    this.#follow();
  }

  #select(from: number, to: number): void {
    this.#span = [Math.min(from, to), Math.max(from, to)];
    // The one that is being collected takes what is wanted now.
    if (!this.collect.running) void this.collect.go();
  }

  async #collect(): Promise<void> {
    for (let span = this.#span; span; span = this.#span) {
      const rows = await this.pages.range(...span);
      if (span !== this.#span) continue;
      this.#span = null;
      this.selection.only(rows);
    }
  }

  /** Another list begins at its top. */
  async #restart(): Promise<void> {
    this.#currentId = null;
    this.#awaited = false;
    this.current = 0;
    this.selection.anchor = 0;
    this.seek = {};
    await this.pages.restart();
    this.#settle();
  }

  /** After reading anew: the keyboard stays on its archive, and the selection knows what changed. */
  #settle(): void {
    const { pages } = this;
    this.selection.update(pages.rows());
    const at = this.#currentId === null ? undefined : pages.indexOf(this.#currentId);
    this.#enter(Math.min(at ?? this.current, Math.max(0, (pages.total ?? 0) - 1)));
  }

  async #gone(ids: number[]): Promise<void> {
    this.selection.remove(ids);
    await this.refresh();
  }

  #ended(outcome: JobOutcome): void {
    if (outcome.kind === "verify") void this.refresh();
  }

  async #reveal(id: number): Promise<void> {
    clearTimeout(this.#typing);
    this.deselect();
    this.query = everything;
    await Promise.all([this.#restart(), this.details.open(id)]);
    const row = this.details.id === id ? this.details.value?.row : undefined;
    if (row?.id !== id) return;
    const place = await placeOf(row, (offset, limit) =>
      this.#app.host.archives(filterOf(everything, offset, limit)),
    );
    this.selection.only([row]);
    if (place !== undefined) this.current = place;
    this.#currentId = id;
    this.seek = {};
  }
}
