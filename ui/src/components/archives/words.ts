import type { ArchiveRow } from "$lib/contract";
import { age, bytes, bytesInAll, count, date, dateTime, dayTime } from "$lib/format";
import { whyOf } from "$lib/reasons";
import { archiveStateWords } from "$lib/words";
import { m } from "../../paraglide/messages";

// Sentences of the library that depend on a number.

export function countOf(total: number, size: number): string {
  return total === 1
    ? m.archives_count_one({ bytes: bytesInAll(size) })
    : m.archives_count_many({ count: count(total), bytes: bytesInAll(size) });
}

export function foundWord(total: number): string {
  if (total === 0) return m.archives_found_none();
  return total === 1 ? m.archives_found_one() : m.archives_found_many({ count: count(total) });
}

export function selectedWord(selected: number): string {
  return selected === 1 ? m.archives_selected_one() : m.archives_selected_many({ count: count(selected) });
}

/** The appliance's name when the archive was made. */
export function applianceWord(appliance: string | null): string {
  return appliance ?? m.archives_no_appliance();
}

/** A moment in a narrow column: "Today, 14:21", "11 Nov, 16:40"; of another year the day alone. */
export function shortMoment(moment: string): string {
  const now = new Date();
  const then = new Date(moment);
  if (then.toDateString() === now.toDateString()) return dayTime(moment);
  return then.getFullYear() === now.getFullYear() ? dateTime(moment) : date(moment);
}

/** Verified archives say how long ago; the others say what they are. */
export function stateText(row: Pick<ArchiveRow, "state" | "checkedAt">): string {
  return row.state === "verified" && row.checkedAt ? age(row.checkedAt) : archiveStateWords[row.state]();
}

/** What was found of an archive that is damaged or cannot be verified; nothing of others. */
export function foundWords(row: Pick<ArchiveRow, "reason" | "why">): string | undefined {
  const why = whyOf(row);
  if (why !== undefined) return m.archives_found({ why });
  // An older version of the app kept its English sentence alone.
  return row.why === null ? undefined : m.archives_why({ text: row.why });
}

export function smallerThanUsual(row: Pick<ArchiveRow, "size" | "usualSize">): string | undefined {
  if (row.usualSize === null) return undefined;
  return m.archives_much_smaller({ size: bytes(row.size), usual: bytes(row.usualSize) });
}
