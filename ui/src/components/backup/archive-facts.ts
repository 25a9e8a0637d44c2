import type { ArchiveRow, BackupResult } from "$lib/contract";
import { bytes } from "$lib/format";
import { archiveStateWords } from "$lib/words";
import { getLocale } from "../../paraglide/runtime";
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

/** What was proven of it. The engine's own reasons are English, and are shown where English is spoken. */
export function checked(row: ArchiveRow): string {
  if (row.state !== "verified") {
    const word = archiveStateWords[row.state]();
    return row.why && getLocale() === "en" ? `${word}: ${row.why}` : word;
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
  if (getLocale() !== "en") return m.backup_done_not_proven();
  if (backup.state === "cannotVerify") return m.backup_done_not_proven_why({ why: backup.why.join("; ") });
  return backup.state === "damaged"
    ? m.backup_done_not_proven_why({ why: backup.text })
    : m.backup_done_not_proven();
}
