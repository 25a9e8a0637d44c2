import type { ErrorCode, Event } from "$lib/contract";
import { endingWords } from "$lib/words";
import { m } from "../../paraglide/messages";

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
export function shortWhy({ code, outcome }: Event): string {
  if (outcome === "cancelled" || outcome === "interrupted" || code === null) return endingWords[outcome]();
  const known = reasons.find(([codes]) => codes.includes(code));
  return known?.[1]() ?? (outcome === "refused" ? m.activity_why_rule() : endingWords[outcome]());
}
