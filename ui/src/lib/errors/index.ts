import type { Described, PublicError, Severity } from "$lib/contract";
import { m } from "../../paraglide/messages";
import { getLocale } from "../../paraglide/runtime";
import { messages, names } from "./messages";

/** An error as a view shows it. */
export interface Failure {
  severity: Severity;
  /** What happened; stands alone. */
  title: string;
  /** Why, and the next step, where they are known. */
  detail?: string;
  /** The code that finds it in the log. */
  incident?: string;
}

/** The words for an error of the engine in the person's language. */
export function fromError(error: PublicError): Failure {
  return {
    severity: error.severity,
    title: messages[error.code](names(error.params)),
    incident: error.incident,
  };
}

/** The same, with the engine's own reason and next step where the person reads their language. */
export function fromDescribed({ error, message }: Described): Failure {
  const failure = fromError(error);
  if (getLocale() !== "en") return failure;
  const detail = [message.why, message.next].filter((part) => part !== null).join(" ");
  return { ...failure, title: message.happened, ...(detail && { detail }) };
}

/** Whatever a call to the host was rejected with. */
export function toFailure(cause: unknown): Failure {
  if (isPublicError(cause)) return fromError(cause);
  // A refusal of the runtime itself, such as a missing permission: a mistake of ours, not of the person.
  return { severity: "error", title: m.error_window(), detail: m.error_window_next() };
}

function isPublicError(cause: unknown): cause is PublicError {
  return (
    typeof cause === "object" &&
    cause !== null &&
    "code" in cause &&
    typeof cause.code === "string" &&
    Object.hasOwn(messages, cause.code) &&
    "params" in cause &&
    "incident" in cause
  );
}
