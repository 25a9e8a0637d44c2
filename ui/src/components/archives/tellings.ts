import type { FileFailure } from "$lib/contract";
import { fromDescribed } from "$lib/errors";
import { count } from "$lib/format";
import { damageWords, unprovenWords } from "$lib/reasons";
import type { Told } from "$lib/state/archives.svelte";
import type { Finding, Verified, VerifyEnd } from "$lib/state/archives/verification";
import { archiveStateWords } from "$lib/words";
import { m } from "../../paraglide/messages";
import type { NoticeTone } from "../ui";

/** What is said above the table about something that is over. */
export interface Telling {
  tone: NoticeTone;
  title: string;
  detail?: string | undefined;
  /** Files that need the person, by name. */
  files: { name: string; why: string }[];
}

/** A sentence for one and another for more. */
type Counted = [one: () => string, many: (n: { count: string }) => string];

function counted(number: number, [one, many]: Counted): string {
  return number === 1 ? one() : many({ count: count(number) });
}

const joined = (...sentences: (string | false)[]) => sentences.filter(Boolean).join(" ") || undefined;

export function tellingOf(told: Told): Telling {
  switch (told.about) {
    case "added": {
      const { added, known, passedOver, failed } = told.archives;
      const nothing = added.length + known.length + passedOver + failed.length === 0;
      return {
        tone: failed.length > 0 ? "warn" : added.length > 0 ? "ok" : "info",
        title:
          added.length === 0
            ? m.archives_added_none()
            : counted(added.length, [m.archives_added_one, m.archives_added_many]),
        detail: joined(
          nothing && m.archives_added_nothing(),
          known.length > 0 &&
            counted(known.length, [m.archives_added_known_one, m.archives_added_known_many]),
          failed.length > 0 &&
            counted(failed.length, [m.archives_added_failed_one, m.archives_added_failed_many]),
          passedOver > 0 && counted(passedOver, [m.archives_added_passed_one, m.archives_added_passed_many]),
        ),
        files: failed.map(failedFile),
      };
    }
    case "trashed": {
      const { trashed, failed } = told.archives;
      return {
        tone: failed.length > 0 ? "warn" : "ok",
        title:
          trashed === 0
            ? m.archives_trashed_none()
            : counted(trashed, [m.archives_trashed_one, m.archives_trashed_many]),
        detail: joined(
          failed.length > 0 &&
            counted(failed.length, [m.archives_trashed_failed_one, m.archives_trashed_failed_many]),
        ),
        files: failed.map(failedFile),
      };
    }
    case "forgotten":
      return {
        tone: "ok",
        title: counted(told.count, [m.archives_forgotten_one, m.archives_forgotten_many]),
        files: [],
      };
    case "looked":
      return {
        tone: "info",
        title:
          told.changed === 0
            ? m.archives_looked_none()
            : counted(told.changed, [m.archives_looked_one, m.archives_looked_many]),
        files: [],
      };
  }
}

/** How a verification ended. */
export function verifiedTelling(end: VerifyEnd): Telling & { incident?: string | undefined } {
  if ("result" in end) return foundTelling(end.result);
  const { failure } = end;
  if (failure.severity === "info") {
    return {
      tone: "info",
      title: m.archives_verify_cancelled(),
      detail: m.archives_verify_cancelled_detail(),
      files: [],
    };
  }
  const { title, detail, incident } = failure;
  return { tone: failure.severity === "warning" ? "warn" : "risk", title, detail, incident, files: [] };
}

function foundTelling({ verified, damaged, open, findings }: Verified): Telling {
  const files = findings.map((finding) => ({ name: finding.name, why: whyOf(finding) }));
  if (findings.length === 0) {
    return {
      tone: "ok",
      title: counted(verified, [m.archives_verified_one, m.archives_verified_many]),
      files,
    };
  }
  const unproven = open > 0 && counted(open, [m.archives_verified_open_one, m.archives_verified_open_many]);
  const rest =
    verified > 0 && counted(verified, [m.archives_verified_rest_one, m.archives_verified_rest_many]);
  if (damaged === 0) return { tone: "warn", title: unproven || "", detail: joined(rest), files };
  const title = counted(damaged, [m.archives_verified_damaged_one, m.archives_verified_damaged_many]);
  return { tone: "risk", title, detail: joined(unproven, rest), files };
}

function whyOf(finding: Finding): string {
  switch (finding.found) {
    case "damaged":
      return damageWords(finding.report.reason);
    case "notRead":
      return fromDescribed(finding.failure).title;
    case "cannotVerify":
      return unprovenWords(finding.report.reasons);
    case "unverified":
    case "missing":
      return archiveStateWords[finding.found]();
  }
}

function failedFile({ name, failure }: FileFailure): { name: string; why: string } {
  return { name, why: fromDescribed(failure).title };
}
