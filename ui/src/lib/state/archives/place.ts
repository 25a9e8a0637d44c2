import type { ArchiveRow, ArchiveTable } from "$lib/contract";
import { PAGE } from "./pages.svelte";

const LOOK = 50;

/** The order of the table that shows the newest first, which is the library's own. */
function newestFirst(a: ArchiveRow, b: ArchiveRow): number {
  return Date.parse(b.created) - Date.parse(a.created) || b.id - a.id;
}

/**
 * Where an archive stands among all, the newest first. It is usually among the first, and otherwise found by halving:
 * nine questions in a hundred thousand. Nothing if the library changes meanwhile.
 */
export async function placeOf(
  sought: ArchiveRow,
  ask: (offset: number, limit: number) => Promise<ArchiveTable>,
): Promise<number | undefined> {
  const newest = await ask(0, PAGE);
  const first = newest.rows.findIndex(({ id }) => id === sought.id);
  if (first >= 0) return first;
  let [from, to] = [newest.rows.length, newest.total];
  while (from < to) {
    const middle = Math.max(from, Math.floor((from + to - LOOK) / 2));
    const { rows } = await ask(middle, LOOK);
    const [top] = rows;
    if (!top) return undefined;
    const at = rows.findIndex(({ id }) => id === sought.id);
    if (at >= 0) return middle + at;
    if (newestFirst(sought, top) < 0) to = middle;
    else from = middle + rows.length;
  }
  return undefined;
}
