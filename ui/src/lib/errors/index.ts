import type { Described, ErrorCode, ErrorParams, Offer, PublicError, Severity } from "$lib/contract";
import { m } from "../../paraglide/messages";
import { getLocale } from "../../paraglide/runtime";
import { names } from "./names";
import type * as Sentences from "./sentences";

export { offerLabel } from "./offers";

/** An error as a view shows it. */
export interface Failure {
  severity: Severity;
  /** What happened; stands alone. */
  title: string;
  /** Why, and the next step, where they are known. */
  detail?: string;
  /** The code that finds it in the log. */
  incident?: string;
  /** What happened, for a view that treats it in its own way; absent for a failure of the window itself. */
  error?: PublicError;
  /** What can be offered, the likely cure first. */
  offers: Offer[];
}

let read: typeof Sentences | undefined;

/**
 * Has the sentences read: a quarter of what the first view would otherwise bring with it, and it seldom has an error to
 * tell. The host gives no answer before.
 */
export async function readSentences(): Promise<void> {
  read ??= await import("./sentences");
}

function sentences(): typeof Sentences {
  if (!read) throw new Error("an error came before there were sentences for it");
  return read;
}

/** What happened, and the next step. */
export function sentencesOf(code: ErrorCode, params: ErrorParams): { happened: string; next: string } {
  const { messages, nextSteps } = sentences();
  const words = names(params);
  return { happened: messages[code](words), next: nextSteps[code](words) };
}

/** The words for an error of the engine in the person's language. */
export function fromError(error: PublicError): Failure {
  const { happened, next } = sentencesOf(error.code, error.params);
  return {
    severity: error.severity,
    title: happened,
    detail: next,
    incident: error.incident,
    error,
    offers: error.offers,
  };
}

/** The same in the engine's own words, which know more, where the person reads their language. */
export function fromDescribed({ error, message }: Described): Failure {
  const failure = fromError(error);
  if (getLocale() !== "en") return failure;
  const detail = [message.why, message.next].filter((part) => part !== null).join(" ");
  return { ...failure, title: message.happened, ...(detail && { detail }) };
}

/** Whatever a call to the host was rejected with. */
export function toFailure(cause: unknown): Failure {
  if (isDescribed(cause)) return fromDescribed(cause);
  // A refusal of the runtime itself, such as a missing permission: a mistake of ours, not of the person.
  return { severity: "error", title: m.error_window(), detail: m.error_window_next(), offers: [] };
}

/** Whether a failure is one of these. */
export function is(failure: Failure | null | undefined, ...codes: ErrorCode[]): boolean {
  const code = failure?.error?.code;
  return code !== undefined && codes.includes(code);
}

function isDescribed(cause: unknown): cause is Described {
  return (
    typeof cause === "object" &&
    cause !== null &&
    "message" in cause &&
    "error" in cause &&
    typeof cause.error === "object" &&
    cause.error !== null &&
    "code" in cause.error &&
    typeof cause.error.code === "string" &&
    Object.hasOwn(sentences().messages, cause.error.code) &&
    "incident" in cause.error
  );
}
