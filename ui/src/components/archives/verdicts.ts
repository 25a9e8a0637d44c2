import type { ArchiveRow, Restorable, RestorableOn } from "$lib/contract";
import { m } from "../../paraglide/messages";

/** One line of "Restorable on": appliances of which the same is to be said. */
export interface VerdictLine {
  key: string;
  restorable: Restorable;
  /** Empty where something is said of every appliance. */
  names: string;
  version: string | null;
  why?: string | undefined;
}

/** What is to be said about each appliance, and once where the archive itself is the reason. */
export function verdictsOf(row: ArchiveRow, verdicts: RestorableOn[]): VerdictLine[] {
  if (verdicts.length > 0 && (row.state === "damaged" || row.state === "missing")) {
    const why = row.state === "damaged" ? m.archives_on_damaged() : m.archives_on_missing();
    return [{ key: row.state, restorable: row.state, names: "", version: null, why }];
  }
  if (verdicts.length > 0 && row.version === null) {
    const why = m.archives_on_unknown_archive();
    return [{ key: "unknown", restorable: "unknown", names: "", version: null, why }];
  }
  const lines: VerdictLine[] = [];
  for (const verdict of verdicts) {
    const key = [verdict.restorable, verdict.version, verdict.needs].join(" ");
    const line = lines.find((other) => other.key === key);
    if (line) line.names = `${line.names}, ${verdict.appliance}`;
    else {
      const { restorable, version, appliance: names } = verdict;
      lines.push({ key, restorable, names, version, why: whyOf(verdict) });
    }
  }
  return lines;
}

function whyOf({ restorable, needs, version }: RestorableOn): string | undefined {
  switch (restorable) {
    case "yes":
      return undefined;
    case "damaged":
      return m.archives_is_damaged();
    case "missing":
      return m.archives_is_missing();
    case "tooNew":
      return needs === null ? m.archives_on_too_new_unknown() : m.archives_on_too_new({ version: needs });
    case "unknown":
      return version === null ? m.archives_on_unknown_target() : m.archives_on_unknown_proof();
  }
}
