import type { ErrorCode, Event, Offer } from "$lib/contract";
import { cureOf } from "$lib/state/backups.svelte";

/** What the button of a failure does. */
export type Cure =
  /** Backs up again, or asks the person first for what stands in the way. */
  | { does: "backUp"; offer: Offer; profile: string; job: string | null; failed: ErrorCode | null }
  /** Leads to where it can be done. */
  | { does: "appliance" | "restore"; profile: string }
  | { does: "archives" };

/** Where the restore of an appliance is where an offer is met. */
const restoring: Offer[] = [
  "planAgain",
  "nodeAlreadyLost",
  "keepWaiting",
  "loginScreenSeen",
  "chooseArchive",
];

/** What can be done about a failure that is told in the list; nothing if its appliance is gone. */
export function cureFor({ kind, cure, profile, job, code: failed }: Event): Cure | undefined {
  if (cure === null) return undefined;
  if (kind === "verify" || cure === "findAnotherCopy") return { does: "archives" };
  if (profile === null) return undefined;
  if (kind === "restore" || restoring.includes(cure)) return { does: "restore", profile };
  // The safety backup belongs to a restore; only the restore can take it again.
  if (kind === "safetyBackup") return { does: "restore", profile };
  // One before a change has a note, which is written on its page.
  const repeatable = kind === "backup" && cureOf(cure) !== undefined;
  if (repeatable) return { does: "backUp", offer: cure, profile, job, failed };
  return cure === "updateApp" ? undefined : { does: "appliance", profile };
}
