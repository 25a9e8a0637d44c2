import type { ActivityFilter, Ending, EventKind } from "$lib/contract";

/** Kinds of events as a person tells them apart. */
export type KindGroup = "all" | "backups" | "verifications" | "restores" | "changes";

const kinds: Record<KindGroup, EventKind[]> = {
  all: [],
  backups: ["backup", "preChangeBackup", "safetyBackup"],
  verifications: ["verify"],
  restores: ["restore", "aftermathTicked"],
  changes: ["trusted", "applianceAdded", "applianceRemoved", "archiveTrashed"],
};

/** What a person asked the list for. Empty means that nothing is left out. */
export interface ActivityQuery {
  profile: string;
  kind: KindGroup;
  outcome: Ending | "";
  /** Part of a name or of what was said, or an incident as it was copied. */
  text: string;
}

export const everything: ActivityQuery = { profile: "", kind: "all", outcome: "", text: "" };

export function isNarrowed({ profile, kind, outcome, text }: ActivityQuery): boolean {
  return profile !== "" || kind !== "all" || outcome !== "" || text.trim() !== "";
}

/** Whether this is an incident as a notice shows it, with or without what stands around it. */
export function namesIncident(text: string): boolean {
  return /(^|[^\p{L}\p{N}])[0-9A-Z]{4}-[0-9A-Z]{4}([^\p{L}\p{N}]|$)/iu.test(text);
}

/** The question; what is exported is the same without a page. */
export function filterOf(
  query: ActivityQuery,
  page: Pick<ActivityFilter, "before" | "limit"> = {},
): ActivityFilter {
  return {
    kinds: kinds[query.kind],
    outcomes: query.outcome === "" ? [] : [query.outcome],
    ...(query.profile !== "" && { profile: query.profile }),
    ...(query.text.trim() !== "" && { text: query.text.trim() }),
    ...page,
  };
}

/** Something that ran, rather than something that was changed. */
export function isRun(kind: EventKind): boolean {
  return [...kinds.backups, ...kinds.verifications, "restore"].includes(kind);
}
