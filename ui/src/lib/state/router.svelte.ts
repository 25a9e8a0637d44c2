import type { Place } from "$lib/contract";

/**
 * Where one is, and where one came from. A place is a value, so that a menu, a notification and a button all lead
 * there the same way.
 */
export class Router {
  place = $state.raw<Place>({ place: "overview" });
  #past = $state.raw<Place[]>([]);

  get canGoBack(): boolean {
    return this.#past.length > 0;
  }

  go(place: Place): void {
    if (same(place, this.place)) return;
    this.#past = [...this.#past.slice(-49), this.place];
    this.place = place;
  }

  /** Leaves a place that has no meaning any more, such as an appliance that was removed: there is no way back to it. */
  replace(place: Place): void {
    this.#past = this.#past.filter((past) => !same(past, this.place));
    this.place = place;
  }

  back(): void {
    const last = this.#past.at(-1);
    if (!last) return;
    this.#past = this.#past.slice(0, -1);
    this.place = last;
  }
}

function same(a: Place, b: Place): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
