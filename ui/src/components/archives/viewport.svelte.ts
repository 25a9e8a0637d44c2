/** Rows drawn above and below what is seen, so that scrolling finds them there. */
const BEYOND = 8;
/** Rows that are drawn where the size of the window is not known, as in tests. */
const AT_LEAST = 20;

/** Which rows of a long list are drawn: those that are seen, with some around them. All rows are of one height. */
export class Viewport {
  /** Height of a row and of the heading, in pixels: the token every table row has. */
  readonly row: number;
  scrolled = $state(0);
  height = $state(0);

  constructor() {
    const token = getComputedStyle(document.documentElement).getPropertyValue("--row");
    this.row = Number.parseFloat(token) || 32;
  }

  /** How many rows are seen at once. */
  get fits(): number {
    return Math.max(1, Math.floor((this.height - this.row) / this.row));
  }

  /** The first row to draw of a list of `total`, and the one after the last. */
  span(total: number): [first: number, end: number] {
    const first = Math.max(0, Math.floor(this.scrolled / this.row) - BEYOND);
    return [Math.min(first, total), Math.min(total, first + Math.max(AT_LEAST, this.fits + 2) + 2 * BEYOND)];
  }

  /** The rows to draw; `current` is always among them, so that it keeps the focus while one scrolls away from it. */
  rows(total: number, current: number): number[] {
    const [first, end] = this.span(total);
    const rows = Array.from({ length: end - first }, (_, nth) => first + nth);
    if (current < total && current < first) rows.unshift(current);
    else if (current < total && current >= end) rows.push(current);
    return rows;
  }

  /** Where the list has to be scrolled to for a row to be seen whole, below the heading that stays. */
  toShow(index: number, { scrollTop, clientHeight }: Pick<Element, "scrollTop" | "clientHeight">): number {
    const top = index * this.row;
    if (top < scrollTop || clientHeight === 0) return top;
    return Math.max(scrollTop, top + 2 * this.row - clientHeight);
  }
}
