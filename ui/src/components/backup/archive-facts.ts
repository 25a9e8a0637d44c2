import type { ArchiveRow, BackupResult } from "$lib/contract";
import { bytes } from "$lib/format";
import { whyNotProven, whyOf } from "$lib/reasons";
import { archiveStateWords } from "$lib/words";
import { m } from "../../paraglide/messages";

/** The last part of a path of any system. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** "1.31 GB, counters included". */
export function sizeAndCounters(size: number, counters: ArchiveRow["counters"]): string {
  if (counters === null) return bytes(size);
  return counters === "included"
    ? m.backup_size_with({ size: bytes(size) })
    : m.backup_size_without({ size: bytes(size) });
}

/** What was proven of it. */
export function checked(row: ArchiveRow): string {
  if (row.state !== "verified") {
    const [word, why] = [archiveStateWords[row.state](), whyOf(row)];
    return why === undefined ? word : `${word}: ${why}`;
  }
  switch (row.receipt) {
    case "signedHere":
    case "signedElsewhere":
      return m.backup_checked_signed();
    case "unsigned":
      return m.backup_checked_unsigned();
    case "none":
    case "unreadable":
    case "signatureBroken":
      return m.backup_checked_without();
  }
}

/** Why a fresh backup is not simply verified, in words; nothing where it is. */
export function notProven(backup: BackupResult): string | undefined {
  if (backup.state === "verified") return undefined;
  const why = whyNotProven(backup);
  return why === undefined ? m.backup_done_not_proven() : m.backup_done_not_proven_why({ why });
}
