import type { ArchiveRow, ArchiveStateWord } from "$lib/contract";

/** What has to be known of a selected archive, also where its row is not read any more. */
export interface Picked {
  id: number;
  name: string;
  appliance: string | null;
  profile: string | null;
  created: string;
  size: number;
  pinned: boolean;
  state: ArchiveStateWord;
}

/** Archives by their number. It is replaced as a whole: a hundred thousand reactive entries would be felt. */
export type Picks = ReadonlyMap<number, Picked>;

export const none: Picks = new Map();

export function picksOf(rows: Iterable<ArchiveRow>): Picks {
  const picks = new Map<number, Picked>();
  for (const row of rows) picks.set(row.id, pick(row));
  return picks;
}

export function toggled(picks: Picks, row: ArchiveRow): Picks {
  const next = new Map(picks);
  if (!next.delete(row.id)) next.set(row.id, pick(row));
  return next;
}

export function without(picks: Picks, ids: Iterable<number>): Picks {
  const next = new Map(picks);
  for (const id of ids) next.delete(id);
  return next;
}

/** The same archives, with what was read anew about them. */
export function updated(picks: Picks, rows: Iterable<ArchiveRow>): Picks {
  if (picks.size === 0) return picks;
  const next = new Map(picks);
  for (const row of rows) if (next.has(row.id)) next.set(row.id, pick(row));
  return next;
}

function pick({ id, name, appliance, profile, created, size, pinned, state }: ArchiveRow): Picked {
  return { id, name, appliance, profile, created, size, pinned, state };
}
