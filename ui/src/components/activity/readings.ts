import type { Event, EventResult } from "$lib/contract";
import { bytes, count } from "$lib/format";
import { archiveStateWords, endingWords, subjectWord } from "$lib/words";
import { m } from "../../paraglide/messages";
import { taskTitle } from "../restore/taskWords";
import { archiveLooks, endingLooks, type Look } from "../ui";
import { shortWhy } from "./why";

/** How an event reads in one line. Everything it says comes from kinds and fields; the engine's sentence says nothing here. */
export interface Reading extends Look {
  what: string;
  did: string;
}

type Did = Look & { did: string };

export function readingOf(event: Event): Reading {
  return { ...didOf(event), what: whatOf(event) };
}

/** What was set going. */
export function whatOf(event: Pick<Event, "kind" | "subject" | "archives">): string {
  const subject = subjectWord(event);
  switch (event.kind) {
    case "backup":
      return m.activity_what_backup({ subject });
    case "preChangeBackup":
      return m.activity_what_pre_change({ subject });
    case "safetyBackup":
      return m.activity_what_safety({ subject });
    case "verify":
      return m.activity_what_verify({ subject });
    case "restore":
      return m.activity_what_restore({ subject });
    case "trusted":
    case "applianceAdded":
    case "applianceRemoved":
    case "aftermathTicked":
    case "archiveTrashed":
      return subject;
  }
}

function didOf(event: Event): Did {
  if (event.result) return came(event, event.result);
  if (event.outcome === "done") return simplyDone(event);
  return { ...endingLooks[event.outcome], did: shortWhy(event) };
}

/** Green is for what is proven; what was merely changed is told quietly. */
function came(event: Event, result: EventResult): Did {
  switch (result.is) {
    case "saved":
      return saved(result, event.bytes);
    case "verified":
      return verified(result);
    case "restored":
      return { tone: "info", icon: "restore", did: restored(result.tasks) };
    case "withPerson":
      return { tone: "info", icon: "info", did: m.activity_did_guided() };
    case "restoreStopped":
      return { ...endingLooks[event.outcome], did: stops[result.because]() };
    case "closed":
      return result.restored
        ? { tone: "info", icon: "restore", did: m.activity_did_seen({ by: result.by }) }
        : { tone: "quiet", icon: "question", did: m.activity_did_closed({ by: result.by }) };
    case "brokenOff":
      return {
        ...endingLooks[event.outcome],
        did: result.restored ? m.activity_broken_restored() : m.activity_broken_nothing(),
      };
    case "trusted":
      return { tone: "info", icon: "cert", did: m.activity_did_trusted() };
    case "task": {
      const task = taskTitle(result.task, event.subject);
      return result.done
        ? { tone: "info", icon: "check", did: m.activity_did_task_done({ task }) }
        : { tone: "quiet", icon: "ring", did: m.activity_did_task_open({ task }) };
    }
    case "trashed":
      return { tone: "quiet", icon: "trash", did: m.activity_did_trashed_file({ file: result.file }) };
  }
}

type Saved = Extract<EventResult, { is: "saved" }>;

function saved({ state, counters, usualSize }: Saved, size: number | null): Did {
  if (state === "verified" && usualSize !== null) {
    const words = { size: bytes(size ?? 0), usual: bytes(usualSize) };
    return { tone: "warn", icon: "alert", did: m.activity_did_small(words) };
  }
  const did = archiveStateWords[state]();
  return { ...archiveLooks[state], did: size === null ? did : sized(did, size, counters) };
}

function sized(did: string, size: number, counters: Saved["counters"]): string {
  const what = counters === "excluded" ? m.archives_size_without({ size: bytes(size) }) : bytes(size);
  return m.activity_did_size({ did, size: what });
}

type Verified = Extract<EventResult, { is: "verified" }>;

function verified(found: Verified): Did {
  const { damaged, unproven, unread, muchSmaller } = found;
  const did = tallyWords(found);
  if (damaged > 0) return { ...archiveLooks.damaged, did };
  if (unproven + unread + muchSmaller > 0) return { tone: "warn", icon: "alert", did };
  return { ...archiveLooks.verified, did };
}

/** How many of which, the bad news first: the end of a long line is cut. Of one archive, what it is. */
export function tallyWords({ verified: good, damaged, unproven, unread, muchSmaller }: Verified): string {
  if (good + damaged + unproven + unread === 1) {
    if (muchSmaller > 0) return m.activity_did_verified_small();
    if (unread > 0) return m.activity_did_unread();
    return archiveStateWords[damaged > 0 ? "damaged" : unproven > 0 ? "cannotVerify" : "verified"]();
  }
  const parts: [number, (words: { count: string }) => string][] = [
    [damaged, m.activity_tally_damaged],
    [unproven, m.activity_tally_unproven],
    [unread, m.activity_tally_unread],
    [good, m.activity_tally_verified],
    [muchSmaller, m.activity_tally_small],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, words]) => words({ count: count(number) }))
    .join(", ");
}

function restored(tasks: number): string {
  if (tasks === 0) return m.activity_did_restored();
  return tasks === 1 ? m.activity_did_restored_one() : m.activity_did_restored_many({ count: count(tasks) });
}

const stops: Record<Extract<EventResult, { is: "restoreStopped" }>["because"], () => string> = {
  detailsDiffer: m.activity_stop_differ,
  void: m.activity_stop_void,
  givenUp: endingWords.cancelled,
  cancelled: endingWords.cancelled,
  cancelledLast: m.activity_stop_last,
};

/** An older version of the app wrote down no more than that it was done. What it found is not guessed. */
function simplyDone({ kind, bytes: size }: Event): Did {
  switch (kind) {
    case "backup":
    case "preChangeBackup":
    case "safetyBackup": {
      const did = endingWords.done();
      const told = size === null ? did : m.activity_did_size({ did, size: bytes(size) });
      return { tone: "quiet", icon: "archive", did: told };
    }
    case "verify":
      return { tone: "quiet", icon: "verify", did: endingWords.done() };
    case "restore":
      return { tone: "quiet", icon: "restore", did: endingWords.done() };
    case "trusted":
      return { tone: "info", icon: "cert", did: m.activity_did_trusted() };
    case "applianceAdded":
      return { tone: "info", icon: "plug", did: m.activity_did_added() };
    case "applianceRemoved":
      return { tone: "quiet", icon: "minus-circle", did: m.activity_did_removed() };
    case "aftermathTicked":
      return { tone: "quiet", icon: "check", did: m.activity_did_ticked() };
    case "archiveTrashed":
      return { tone: "quiet", icon: "trash", did: m.activity_did_trashed() };
  }
}
