import { SvelteMap } from "svelte/reactivity";
import type { AddedArchives, ArchiveRow, ArchiveTable, FileFailure, Restorable } from "$lib/contract";
import type { App } from "../app.svelte";
import { Action, Loaded } from "../loaded.svelte";

const PAGE = 50;

/** Which archive to restore: those of the appliance first, then the whole library, then any file. */
export class Pick {
  readonly list: Loaded<ArchiveTable>;
  /** What is searched for; an empty text lists what there is. */
  text = $state("");
  /** Whether archives of other appliances are listed as well. A search always is over all of them. */
  whole = $state(false);
  selected = $state<number | null>(null);
  /** Files that came in and could not be taken. */
  refused = $state.raw<FileFailure[]>([]);
  /** How large the newest backup of this appliance is. */
  lastSize = $state<number | null>(null);
  /** The archive that came in as a file, shown on top whatever is listed. */
  brought = $state.raw<ArchiveRow | null>(null);

  readonly #app: App;
  readonly #profile: string;
  #limit = $state(PAGE);
  /** Verdicts over archives of other appliances; a row of the table knows only that of its own. */
  readonly #here = new SvelteMap<number, Restorable>();

  /** Any file, by the native dialog. */
  readonly add = new Action(async () => {
    const added = await this.#app.host.addArchives("files");
    if (added) await this.#takeIn(added);
  });

  /** What was dropped, or named by another view; the first of them is chosen. */
  readonly bring = new Action((added: AddedArchives) => this.#takeIn(added));

  constructor(app: App, profile: string) {
    this.#app = app;
    this.#profile = profile;
    this.list = new Loaded(() => this.#ask());
  }

  readonly rows: ArchiveRow[] = $derived.by(() => {
    const listed = this.list.value?.rows ?? [];
    const others = listed.filter((row) => row.id !== this.brought?.id);
    const own = others.filter((row) => row.profile === this.#profile);
    const foreign = others.filter((row) => row.profile !== this.#profile);
    return [...(this.brought ? [this.brought] : []), ...own, ...foreign];
  });

  /** What is suggested: the newest verified archive of this appliance that is as large as usual. */
  readonly suggested: number | null = $derived(
    this.rows.find(
      (row) =>
        row.profile === this.#profile &&
        row.state === "verified" &&
        row.restorable === "yes" &&
        row.usualSize === null,
    )?.id ?? null,
  );

  readonly chosen: ArchiveRow | null = $derived(this.rows.find((row) => row.id === this.selected) ?? null);

  get more(): number {
    return Math.max(0, (this.list.value?.total ?? 0) - (this.list.value?.rows.length ?? 0));
  }

  /** Whether it can be restored here, as far as that is known without asking the appliance. */
  restorable(row: ArchiveRow): Restorable | null {
    return row.profile === this.#profile ? row.restorable : (this.#here.get(row.id) ?? null);
  }

  isOwn(row: ArchiveRow): boolean {
    return row.profile === this.#profile;
  }

  async look(): Promise<void> {
    await this.list.look();
    // An appliance without archives of its own is restored from another's.
    if (this.list.value?.total === 0 && !this.whole && this.text === "") {
      this.whole = true;
      await this.list.look();
    }
    if (this.text === "") {
      this.lastSize = this.rows.find((row) => this.isOwn(row) && row.purpose !== "added")?.size ?? null;
    }
    if (this.chosen === null) this.selected = this.suggested;
    await this.#judgeOthers();
  }

  async search(text: string): Promise<void> {
    this.text = text;
    this.#limit = PAGE;
    await this.look();
  }

  async showWhole(whole: boolean): Promise<void> {
    this.whole = whole;
    this.#limit = PAGE;
    await this.look();
  }

  async showMore(): Promise<void> {
    this.#limit += PAGE * 4;
    await this.look();
  }

  #ask(): Promise<ArchiveTable> {
    const text = this.text.trim();
    return this.#app.host.archives({
      ...(text === "" && !this.whole && { profile: this.#profile }),
      ...(text !== "" && { text }),
      states: [],
      sort: "created",
      descending: true,
      offset: 0,
      limit: this.#limit,
    });
  }

  async #takeIn({ added, known, failed }: AddedArchives): Promise<void> {
    this.refused = failed;
    const first = added[0] ?? known[0];
    if (first === undefined) return;
    const { row, restorableOn } = await this.#app.host.archive(first);
    this.#remember(first, restorableOn);
    this.brought = row;
    this.selected = first;
    await this.look();
  }

  async #judgeOthers(): Promise<void> {
    const unjudged = this.rows.filter((row) => !this.isOwn(row) && !this.#here.has(row.id));
    await Promise.all(
      unjudged.map(async ({ id }) => {
        try {
          this.#remember(id, (await this.#app.host.archive(id)).restorableOn);
        } catch {
          // It was removed meanwhile, or cannot be read: its row says nothing, and the check will.
        }
      }),
    );
  }

  #remember(id: number, restorableOn: { profile: string; restorable: Restorable }[]): void {
    const here = restorableOn.find(({ profile }) => profile === this.#profile);
    if (here) this.#here.set(id, here.restorable);
  }
}
