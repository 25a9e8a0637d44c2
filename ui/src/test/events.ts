import type { Event } from "$lib/contract";

/** A backup that went well, unless a test says otherwise; it ended so many hours ago. */
export function event(id: number, changes: Partial<Event> = {}, hoursAgo = 1): Event {
  return {
    id,
    at: new Date(Date.now() - hoursAgo * 3600_000).toISOString(),
    kind: "backup",
    outcome: "done",
    profile: "eu",
    subject: "Payments EU",
    archives: null,
    job: `j${id}`,
    durationMillis: 189_000,
    bytes: 1_310_000_000,
    text: "1.31 GB, verified, in 3 min 9 s.",
    result: { is: "saved", state: "verified", counters: "included", usualSize: null },
    incident: null,
    code: null,
    params: null,
    cure: null,
    ...changes,
  };
}

export const timedOut = (id: number, changes: Partial<Event> = {}, hoursAgo = 1): Event =>
  event(
    id,
    {
      profile: "us",
      subject: "Card vault US",
      outcome: "failed",
      bytes: null,
      durationMillis: 604_000,
      text: "Card vault US did not finish building the backup within 10 minutes. Run `counter trim --tablename` on the appliance, or back up without counters.",
      result: null,
      incident: "7F3K-29QD",
      code: "backupTimedOut",
      params: { appliance: "Card vault US", seconds: 600 },
      cure: "backUpWithoutCounters",
      ...changes,
    },
    hoursAgo,
  );
