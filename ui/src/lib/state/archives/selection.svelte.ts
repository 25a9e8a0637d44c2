import type { ArchiveRow } from "$lib/contract";
import { none, picksOf, toggled, updated, without, type Picked, type Picks } from "./picked";

/** The archives the next order is for. It is a set of archives, not of places: sorting does not change it. */
export class Selection {
  #picks = $state.raw<Picks>(none);
  readonly #list = $derived([...this.#picks.values()]);
  readonly #bytes = $derived(this.#list.reduce((sum, { size }) => sum + size, 0));
  /** Where a span that is extended with Shift begins. */
  anchor = 0;

  get size(): number {
    return this.#picks.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get list(): readonly Picked[] {
    return this.#list;
  }

  has(id: number): boolean {
    return this.#picks.has(id);
  }

  /** Selects these and nothing else. */
  only(rows: Iterable<ArchiveRow>): void {
    this.#picks = picksOf(rows);
  }

  toggle(row: ArchiveRow): void {
    this.#picks = toggled(this.#picks, row);
  }

  remove(ids: Iterable<number>): void {
    this.#picks = without(this.#picks, ids);
  }

  clear(): void {
    this.#picks = none;
  }

  /** Takes over what was read anew about archives that are selected. */
  update(rows: Iterable<ArchiveRow>): void {
    this.#picks = updated(this.#picks, rows);
  }
}
