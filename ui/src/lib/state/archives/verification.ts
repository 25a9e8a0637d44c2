import type { ArchiveReport, Described, JobOutcome, VerifyResult } from "$lib/contract";
import { fromDescribed, type Failure } from "$lib/errors";

/** A file of a verification that is not simply fine. */
export type Finding =
  | { name: string; found: "damaged"; report: ArchiveReport & { state: "damaged" } }
  | { name: string; found: "cannotVerify"; report: ArchiveReport & { state: "cannotVerify" } }
  | { name: string; found: "unverified" | "missing" }
  | { name: string; found: "notRead"; failure: Described };

/** What a verification found, as numbers and the files a person has to look at. */
export interface Verified {
  files: number;
  verified: number;
  damaged: number;
  /** Those of which nothing certain can be said, and those that could not be read. */
  open: number;
  findings: Finding[];
}

export function summarise({ files }: VerifyResult): Verified {
  const findings: Finding[] = [];
  for (const file of files) {
    if (file.outcome === "notRead") {
      findings.push({ name: nameOf(file.path), found: "notRead", failure: file.failure });
      continue;
    }
    const { report } = file;
    const name = nameOf(report.path);
    if (report.state === "damaged") findings.push({ name, found: "damaged", report });
    else if (report.state === "cannotVerify") findings.push({ name, found: "cannotVerify", report });
    else if (report.state !== "verified") findings.push({ name, found: report.state });
  }
  const damaged = findings.filter(({ found }) => found === "damaged").length;
  return {
    files: files.length,
    verified: files.length - findings.length,
    damaged,
    open: findings.length - damaged,
    findings,
  };
}

/** How a verification ended: with what was found, or before it was through. */
export type VerifyEnd = { job: string; result: Verified } | { job: string; failure: Failure };

export function endOf(outcome: JobOutcome): VerifyEnd | undefined {
  if (outcome.kind !== "verify") return undefined;
  switch (outcome.result) {
    case "verified":
      return { job: outcome.job, result: summarise(outcome.verification) };
    case "failed":
      return { job: outcome.job, failure: fromDescribed(outcome.failure) };
    case "backedUp":
    case "restored":
      return undefined;
  }
}

/** The last part of a path of any system. */
function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
