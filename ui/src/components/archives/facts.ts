import type { ArchiveRow, KnownVersion, ReceiptFacts } from "$lib/contract";
import { age, bytes, duration } from "$lib/format";
import { archiveStateWords, keyWord, unknownWord } from "$lib/words";
import { m } from "../../paraglide/messages";
import type { Fact } from "../ui";
import { versionSources } from "./looks";

/** What is known of an archive, as far as possible from its receipt. */
export function factsOf(row: ArchiveRow, receipt: ReceiptFacts | null): Fact[] {
  const facts: (Fact | undefined)[] = [
    checked(row),
    receipt ? { label: m.archives_fact_user(), value: receipt.user } : undefined,
    { label: m.archives_fact_size(), value: size(row) },
    { label: m.archives_fact_key(), value: keyWord(row.key) },
    { label: m.archives_fact_version(), value: version(row.version) },
    { label: m.archives_fact_from(), value: receipt?.address ?? row.address ?? unknownWord() },
    receipt ? { label: m.archives_fact_duration(), value: took(receipt) } : undefined,
    receipt
      ? { label: m.archives_fact_app(), value: m.archives_fact_app_value({ version: receipt.appVersion }) }
      : undefined,
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** When it was proven, or what it is and when it was looked at. */
function checked({ state, checkedAt }: ArchiveRow): Fact {
  if (state === "verified" && checkedAt !== null) {
    return { label: m.archives_fact_verified(), value: age(checkedAt) };
  }
  const word = archiveStateWords[state]();
  return { label: m.archives_fact_state(), value: checkedAt === null ? word : `${word}, ${age(checkedAt)}` };
}

function size(row: ArchiveRow): string {
  switch (row.counters) {
    case "included":
      return m.archives_size_with({ size: bytes(row.size) });
    case "excluded":
      return m.archives_size_without({ size: bytes(row.size) });
    case null:
      return bytes(row.size);
  }
}

function version(known: KnownVersion | null): string {
  if (!known) return unknownWord();
  return m.archives_version_source({ version: known.version, source: versionSources[known.source]() });
}

function took({ started, finished }: ReceiptFacts): string {
  return duration(Math.max(0, Date.parse(finished) - Date.parse(started)));
}
