import type { ArchiveRow, ArchiveTable } from "$lib/contract";
import { toFailure, type Failure } from "$lib/errors";
import { PATIENCE_MS } from "$lib/state/loaded.svelte";

/** Rows that are asked for at once. */
export const PAGE = 200;
/** Rows asked for at once where all are wanted and none is drawn. */
export const BULK = 2000;
/** Pages that are kept. */
const KEPT = 24;
/** Pages under way at the same time. What was scrolled past before its turn came is never asked for. */
const AT_ONCE = 2;

type Pages = Readonly<Record<number, readonly ArchiveRow[]>>;
type Ask = (offset: number, limit: number) => Promise<ArchiveTable>;

/**
 * A list that is far longer than what is looked at: it is read by the page, where it is looked at. What was known
 * stays readable while it is read anew, so nothing flickers when the library changes or is sorted another way.
 */
export class ArchivePages {
  /** How many match in all; nothing before the first answer. */
  total = $state<number | null>(null);
  /** Bytes of all that match. */
  bytes = $state(0);
  /** When they were last read anew, in milliseconds since 1970. */
  at = $state<number | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Whether everything is being read anew. */
  looking = $state(false);
  showBones = $state(false);
  /** By their number; replaced whenever a page comes or goes. */
  #pages = $state.raw<Pages>({});

  readonly #ask: Ask;
  #underWay: number[] = [];
  #wanted: [first: number, last: number] = [0, 0];
  /** Answers of an earlier one are thrown away. */
  #generation = 0;
  #changedMeanwhile = false;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** The row at this place in the list, if it was read. */
  row(index: number): ArchiveRow | undefined {
    return this.#pages[Math.floor(index / PAGE)]?.[index % PAGE];
  }

  /** Where an archive stands, if it is among what was read. */
  indexOf(id: number): number | undefined {
    for (const [page, rows] of Object.entries(this.#pages)) {
      const at = rows.findIndex((row) => row.id === id);
      if (at >= 0) return Number(page) * PAGE + at;
    }
    return undefined;
  }

  /** Every row that was read. */
  *rows(): Generator<ArchiveRow> {
    for (const rows of Object.values(this.#pages)) yield* rows;
  }

  /** Says which rows are looked at: a window's worth. */
  want(first: number, last: number): void {
    this.#wanted = [Math.floor(Math.max(0, first) / PAGE), Math.floor(Math.max(0, last) / PAGE)];
    this.#fill();
  }

  /** Reads another list, from its beginning. */
  async restart(): Promise<void> {
    this.#wanted = [0, 0];
    await this.#renew();
  }

  /** Reads the same list anew where it is looked at; many changes at once are one. */
  async refresh(): Promise<void> {
    if (this.looking) {
      this.#changedMeanwhile = true;
      return;
    }
    await this.#renew();
  }

  /** Rows in a row, whether they were read or not. */
  async range(first: number, last: number): Promise<ArchiveRow[]> {
    const rows: ArchiveRow[] = [];
    for (let index = first; index <= last; index += 1) {
      const row = this.row(index);
      if (!row) return this.#bulk(first, last);
      rows.push(row);
    }
    return rows;
  }

  async #bulk(first: number, last: number): Promise<ArchiveRow[]> {
    const rows: ArchiveRow[] = [];
    while (rows.length < last - first + 1) {
      const left = last - first + 1 - rows.length;
      const { rows: more } = await this.#ask(first + rows.length, Math.min(BULK, left));
      if (more.length === 0) break;
      rows.push(...more);
    }
    return rows;
  }

  async #renew(): Promise<void> {
    const mine = ++this.#generation;
    this.#changedMeanwhile = false;
    this.#underWay = [];
    this.looking = true;
    const patience = setTimeout(() => {
      this.showBones = this.total === null && this.failure === null && this.looking;
    }, PATIENCE_MS);
    try {
      const [from, to] = this.#wanted;
      const pages = Array.from({ length: to - from + 1 }, (_, nth) => from + nth);
      const tables = await Promise.all(pages.map((page) => this.#ask(page * PAGE, PAGE)));
      if (mine !== this.#generation) return;
      const last = tables.at(-1);
      this.#pages = Object.fromEntries(pages.map((page, nth) => [page, tables[nth]?.rows ?? []]));
      this.total = last?.total ?? 0;
      this.bytes = last?.bytes ?? 0;
      this.at = Date.now();
      this.failure = null;
    } catch (cause) {
      if (mine === this.#generation) this.failure = toFailure(cause);
    } finally {
      clearTimeout(patience);
      if (mine === this.#generation) {
        this.looking = false;
        this.showBones = false;
      }
    }
    if (mine !== this.#generation) return;
    if (this.#changedMeanwhile) await this.#renew();
    else this.#fill();
  }

  /** Asks for what is looked at and was not read, a little at a time. */
  #fill(): void {
    if (this.looking || this.failure || this.total === null) return;
    const end = Math.max(0, Math.ceil(this.total / PAGE) - 1);
    const [from, to] = [Math.min(this.#wanted[0], end), Math.min(this.#wanted[1], end)];
    for (let page = from; page <= to && this.#underWay.length < AT_ONCE; page += 1) {
      if (!this.#pages[page] && !this.#underWay.includes(page)) void this.#read(page);
    }
  }

  async #read(page: number): Promise<void> {
    const mine = this.#generation;
    this.#underWay.push(page);
    try {
      const table = await this.#ask(page * PAGE, PAGE);
      if (mine !== this.#generation) return;
      this.#pages = this.#near({ ...this.#pages, [page]: table.rows });
      this.total = table.total;
      this.bytes = table.bytes;
    } catch (cause) {
      if (mine === this.#generation) this.failure = toFailure(cause);
    } finally {
      if (mine === this.#generation) this.#underWay = this.#underWay.filter((other) => other !== page);
    }
    if (mine === this.#generation) this.#fill();
  }

  /** As many pages as are kept, the nearest to what is looked at. */
  #near(pages: Pages): Pages {
    const middle = (this.#wanted[0] + this.#wanted[1]) / 2;
    const distance = ([page]: [string, unknown]) => Math.abs(Number(page) - middle);
    const nearest = Object.entries(pages).sort((a, b) => distance(a) - distance(b));
    return Object.fromEntries(nearest.slice(0, KEPT));
  }
}
