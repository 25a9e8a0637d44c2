import type { JobOutcome } from "$lib/contract";
import { fromDescribed, is } from "$lib/errors";
import { m } from "../../paraglide/messages";
import type { App } from "./app.svelte";

/** Tells a screen reader how backups end: success when there is room for it, a failure at once. */
export function announceBackups(app: App): () => void {
  return app.jobs.onEnded((outcome) => announce(app, outcome));
}

function announce({ announcer }: App, outcome: JobOutcome): void {
  if (outcome.kind !== "backup") return;
  if (outcome.result === "backedUp") announcer.say(m.backup_announce_done({ name: outcome.subject }));
  if (outcome.result !== "failed") return;
  const failure = fromDescribed(outcome.failure);
  if (is(failure, "cancelled")) announcer.say(m.backup_announce_cancelled({ name: outcome.subject }));
  else announcer.interrupt(m.backup_announce_failed({ name: outcome.subject, why: failure.title }));
}
