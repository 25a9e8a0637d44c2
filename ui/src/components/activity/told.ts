import type { Event, EventResult } from "$lib/contract";
import { sentencesOf } from "$lib/errors";
import { bytes, count } from "$lib/format";
import { subjectWord } from "$lib/words";
import { m } from "../../paraglide/messages";
import { getLocale } from "../../paraglide/runtime";
import { signInWords } from "../restore/runWords";
import { taskTitle } from "../restore/taskWords";
import { readingOf, tallyWords } from "./readings";

/** What an event says in full. */
export interface Telling {
  /** What happened; stands alone. */
  first: string;
  rest?: string | undefined;
  /** What the appliance, or an older version of the app, said in its own words. */
  quote?: string | undefined;
}

export function tellingOf(event: Event): Telling {
  if (event.result) return told(event, event.result);
  if (event.code !== null) return failed(event, event.code);
  switch (event.outcome) {
    case "done":
      return simplyDone(event);
    case "interrupted":
      return { first: interrupted(event) };
    case "failed":
    case "refused":
    case "cancelled":
      return inItsOwnWords(event);
  }
}

function told(event: Event, result: EventResult): Telling {
  const { subject } = event;
  switch (result.is) {
    case "saved":
      return saved(event, result);
    case "verified": {
      const first = m.activity_told_verified({ subject: subjectWord(event), did: tallyWords(result) });
      if (result.damaged > 0) return { first, rest: m.activity_told_verify_damaged() };
      const open = result.unproven + result.unread + result.muchSmaller > 0;
      return { first, rest: open ? m.activity_told_verify_open() : undefined };
    }
    case "restored":
      return {
        first: m.activity_told_restored({ subject }),
        rest: `${signInWords[result.signIn](subject).title} ${tasksLeft(result.tasks)}`,
      };
    case "withPerson":
      return { first: m.activity_told_guided({ subject }) };
    case "restoreStopped":
      return stopped(subject, result.because);
    case "closed":
      return result.restored
        ? { first: m.activity_told_seen(result) }
        : { first: m.activity_told_closed(result), rest: m.activity_told_closed_next() };
    case "brokenOff":
      return {
        first: m.activity_told_broken({ subject }),
        rest: result.restored
          ? m.activity_told_broken_restored({ subject })
          : m.activity_told_nothing_changed({ subject }),
      };
    case "trusted":
      return { first: m.activity_told_trusted({ subject }) };
    case "task": {
      const words = { task: taskTitle(result.task, subject), by: result.by };
      return { first: result.done ? m.activity_told_task_done(words) : m.activity_told_task_open(words) };
    }
    case "trashed":
      return { first: m.activity_told_trashed({ file: result.file }) };
  }
}

function saved(event: Event, { state, counters, usualSize }: Extract<EventResult, { is: "saved" }>): Telling {
  const { subject, bytes: size } = event;
  const own = bytes(size ?? 0);
  const what =
    counters === "excluded" ? m.archives_size_without({ size: own }) : m.archives_size_with({ size: own });
  if (state !== "verified") {
    return {
      first: m.activity_told_unproven({ subject, size: what }),
      rest: m.activity_told_unproven_next(),
    };
  }
  return {
    first: m.activity_told_saved({ subject, size: what }),
    rest: usualSize === null ? undefined : m.activity_told_small({ size: own, usual: bytes(usualSize) }),
  };
}

function tasksLeft(tasks: number): string {
  if (tasks === 0) return m.activity_told_tasks_none();
  return tasks === 1 ? m.activity_told_tasks_one() : m.activity_told_tasks_many({ count: count(tasks) });
}

function stopped(
  subject: string,
  because: Extract<EventResult, { is: "restoreStopped" }>["because"],
): Telling {
  const unchanged = m.activity_told_nothing_changed({ subject });
  switch (because) {
    case "detailsDiffer":
      return { first: m.activity_told_differ({ subject }), rest: unchanged };
    case "void":
      return { first: m.activity_told_void({ subject }), rest: unchanged };
    case "givenUp":
      return { first: m.activity_told_given_up({ subject }), rest: unchanged };
    case "cancelled":
      return { first: m.activity_told_cancelled({ subject }), rest: unchanged };
    case "cancelledLast":
      return {
        first: m.activity_told_cancelled_last({ subject }),
        rest: m.activity_told_cancelled_last_next({ subject }),
      };
  }
}

/** The words for its code. In English the engine's own sentence knows more, so that is what is said. */
function failed(event: Event, code: NonNullable<Event["code"]>): Telling {
  if (getLocale() === "en") return sentences(event.text);
  const appliance = event.kind === "verify" ? {} : { appliance: event.subject };
  const { happened, next } = sentencesOf(code, { ...appliance, ...event.params });
  const said = event.params ? event.params.detail : event.text;
  return { first: happened, rest: next, quote: said };
}

function interrupted(event: Event): string {
  const subject = subjectWord(event);
  if (event.kind === "verify") return m.activity_told_broken_verify({ subject });
  return event.kind === "restore"
    ? m.activity_told_broken({ subject })
    : m.activity_told_broken_backup({ subject });
}

function simplyDone(event: Event): Telling {
  if (event.kind === "applianceAdded") return { first: m.activity_told_added(event) };
  if (event.kind === "applianceRemoved") return { first: m.activity_told_removed(event) };
  return inItsOwnWords(event);
}

/** What an older version of the app wrote down: the sentence alone, in English. */
function inItsOwnWords(event: Event): Telling {
  if (getLocale() === "en") return sentences(event.text);
  return { first: readingOf(event).did, quote: event.text };
}

function sentences(text: string): Telling {
  const end = /[.!?]\s+(?=\S)/.exec(text);
  if (!end) return { first: text };
  const cut = end.index + 1;
  return { first: text.slice(0, cut), rest: text.slice(cut).trim() };
}
