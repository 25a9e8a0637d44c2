import type { ErrorCode, Event } from "$lib/contract";
import { messages, names } from "$lib/errors/messages";
import { nextSteps } from "$lib/errors/next";
import { bytes, count } from "$lib/format";
import { endingWords } from "$lib/words";
import { getLocale } from "../../paraglide/runtime";
import { m } from "../../paraglide/messages";
import { endingLooks, type Look } from "../ui";

/** How an event reads in one line. */
export interface Reading extends Look {
  what: string;
  did: string;
}

/** What a verification found, as the engine writes it down: `12 verified, 1 damaged, 1 not verifiable.` */
const TALLY = /^(\d+) verified(?:, (\d+) damaged)?(?:, (\d+) not verifiable)?\.$/;
/** How the engine names several archives. */
const SEVERAL = /^([\d,.]+) archives?$/;
const NOT_PROVEN = ", not verifiable, in ";
const GUIDED = "The guided restore of ";

export function readingOf(event: Event): Reading {
  const did =
    event.outcome === "done" ? done(event) : { ...endingLooks[event.outcome], did: shortWhy(event) };
  return { ...did, what: whatOf(event) };
}

/** What was set going. */
export function whatOf({ kind, subject }: Pick<Event, "kind" | "subject">): string {
  switch (kind) {
    case "backup":
      return m.activity_what_backup({ subject });
    case "preChangeBackup":
      return m.activity_what_pre_change({ subject });
    case "safetyBackup":
      return m.activity_what_safety({ subject });
    case "verify":
      return m.activity_what_verify({ subject: verifiedSubject(subject) });
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

function verifiedSubject(subject: string): string {
  const several = SEVERAL.exec(subject)?.[1];
  if (several === undefined) return subject;
  return several === "1" ? m.activity_archives_one() : m.activity_archives_many({ count: several });
}

/** Green is for what is proven; what was merely changed is told quietly. */
function done(event: Event): Look & { did: string } {
  const { kind, text, bytes: size } = event;
  switch (kind) {
    case "backup":
    case "preChangeBackup":
    case "safetyBackup": {
      const words = { size: bytes(size ?? 0) };
      if (text.includes(NOT_PROVEN)) {
        return { tone: "quiet", icon: "question", did: m.activity_did_unproven_size(words) };
      }
      const did = size === null ? m.activity_did_verified() : m.activity_did_verified_size(words);
      return { ...endingLooks.done, did };
    }
    case "verify":
      return verified(text);
    case "restore":
      return text.startsWith(GUIDED)
        ? { tone: "info", icon: "info", did: m.activity_did_guided() }
        : { tone: "info", icon: "restore", did: m.activity_did_restored() };
    case "trusted":
      return { tone: "info", icon: "cert", did: m.activity_did_trusted() };
    case "applianceAdded":
      return { tone: "info", icon: "plug", did: m.activity_did_added() };
    case "applianceRemoved":
      return { tone: "quiet", icon: "minus-circle", did: m.activity_did_removed() };
    case "aftermathTicked":
      return { tone: "info", icon: "check", did: m.activity_did_ticked() };
    case "archiveTrashed":
      return { tone: "quiet", icon: "trash", did: m.activity_did_trashed() };
  }
}

function verified(text: string): Look & { did: string } {
  const tally = TALLY.exec(text);
  if (!tally) return { tone: "quiet", icon: "verify", did: endingWords.done() };
  const [good, damaged, open] = [1, 2, 3].map((part) => Number(tally[part] ?? 0));
  const words = [
    good && m.activity_tally_verified({ count: count(good) }),
    damaged && m.activity_tally_damaged({ count: count(damaged) }),
    open && m.activity_tally_open({ count: count(open) }),
  ];
  const did = words.filter(Boolean).join(", ");
  if (damaged) return { ...endingLooks.failed, did };
  return open ? { tone: "warn", icon: "alert", did } : { ...endingLooks.done, did };
}

const timedOut: ErrorCode[] = [
  "backupTimedOut",
  "gatewayTimedOut",
  "firstByteTimedOut",
  "signInTimedOut",
  "connectTimedOut",
  "stalled",
];
const brokeOff: ErrorCode[] = ["cutOff", "connectionReset", "notEnded", "wrongLength"];
const notReached: ErrorCode[] = [
  "hostNotFound",
  "connectionRefused",
  "unreachable",
  "proxyFailed",
  "handshakeFailed",
];
const certificate: ErrorCode[] = ["certificateChanged", "certificateUntrusted"];
const login: ErrorCode[] = ["loginRefused", "loginDisabled", "loginLocked", "passwordRefusedBefore"];
const password: ErrorCode[] = ["passwordNotStored", "keyringLocked", "keyringAbsent", "keyringRefused"];
const folder: ErrorCode[] = ["destinationNotUsable", "writeFailed"];
const answer: ErrorCode[] = [
  "notAnArchive",
  "redirected",
  "unexpectedStatus",
  "answerUnreadable",
  "serverError",
];

const reasons: [codes: ErrorCode[], word: () => string][] = [
  [timedOut, m.activity_why_timed_out],
  [brokeOff, m.activity_why_broke_off],
  [notReached, m.activity_why_not_reached],
  [certificate, m.activity_why_certificate],
  [login, m.activity_why_login],
  [password, m.activity_why_password],
  [folder, m.activity_why_folder],
  [["arrivedDamaged"], m.activity_why_damaged],
  [answer, m.activity_why_answer],
];

/** Why it did not end well, in two or three words; the whole sentence is a click away. */
function shortWhy({ code, outcome }: Event): string {
  if (outcome === "cancelled" || outcome === "interrupted" || code === null) return endingWords[outcome]();
  const known = reasons.find(([codes]) => codes.includes(code));
  return known?.[1]() ?? (outcome === "refused" ? m.activity_why_rule() : endingWords[outcome]());
}

/** What an event says in full. */
export interface Telling {
  /** What happened; stands alone. */
  first: string;
  rest?: string | undefined;
  /** The engine's own sentence, where it is not the person's language. */
  log?: string | undefined;
}

/**
 * The engine wrote its sentence down in English. Who reads another language gets the words for its code, and the
 * sentence as what it is: a line of the log.
 */
export function tellingOf(event: Event): Telling {
  const { code, text } = event;
  if (getLocale() === "en") return sentences(text);
  if (code === null) return { first: readingOf(event).did, log: text };
  const named = names(event.kind === "verify" ? {} : { appliance: event.subject });
  return { first: messages[code](named), rest: nextSteps[code](named), log: text };
}

function sentences(text: string): Telling {
  const end = /[.!?]\s+(?=\S)/.exec(text);
  if (!end) return { first: text };
  const cut = end.index + 1;
  return { first: text.slice(0, cut), rest: text.slice(cut).trim() };
}
