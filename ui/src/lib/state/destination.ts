import type { DestinationLook } from "$lib/contract";
import { bytes, count } from "$lib/format";
import { m } from "../../paraglide/messages";

/** What is said under the folder: how much fits, or what is wrong and what to do about it. */
export interface Remark {
  tone: "hint" | "warn" | "error";
  text: string;
}

/** The last two parts of a folder, which tell folders apart; the whole path is in the tooltip. */
export function shortFolder(folder: string): string {
  const parts = folder.split(/[\\/]+/).filter((part) => part !== "");
  return parts.length > 0 ? parts.slice(-2).join(" › ") : folder;
}

/** What there is to say about a folder, the most important first. */
export function remarksOn(look: DestinationLook): Remark[] {
  const problem = problemOf(look);
  if (problem) return [{ tone: "error", text: problem }];
  const remarks: Remark[] = [];
  const { free, lastSize, syncedBy } = look;
  if (syncedBy !== null) remarks.push({ tone: "warn", text: m.backup_folder_synced({ service: syncedBy }) });
  if (free !== null && lastSize !== null && free < lastSize) {
    remarks.push({ tone: "warn", text: m.backup_folder_tight({ free: bytes(free), last: bytes(lastSize) }) });
  } else if (free !== null) {
    remarks.push({ tone: "hint", text: roomFor(free, lastSize) });
  }
  return remarks;
}

function roomFor(free: number, last: number | null): string {
  if (!last) return m.backup_folder_free({ free: bytes(free) });
  const fits = Math.floor(free / last);
  if (fits === 1) return m.backup_folder_free_one({ free: bytes(free) });
  return m.backup_folder_free_many({ free: bytes(free), count: count(roundDown(fits)) });
}

/** To two digits: the next backup is never exactly as large as the last. */
function roundDown(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.floor(value / step) * step;
}

/** Each reason in its own words, with the next step. */
function problemOf({ problem, folder }: DestinationLook): string | undefined {
  if (!problem) return undefined;
  const { reason, bytes: free, expectedBytes } = problem.error.params;
  if (problem.error.code !== "destinationNotUsable") return m.backup_folder_unusable({ folder });
  if (reason === "missing") return m.backup_folder_missing();
  if (reason === "notAFolder") return m.backup_folder_not_a_folder();
  if (reason === "notWritable") return m.backup_folder_not_writable();
  if (reason === "markerMissing") return m.backup_folder_unmounted();
  if (reason === "tooLittleSpace") {
    return m.backup_folder_full({ free: bytes(free ?? 0), needed: bytes(expectedBytes ?? 0) });
  }
  return m.backup_folder_unusable({ folder });
}
