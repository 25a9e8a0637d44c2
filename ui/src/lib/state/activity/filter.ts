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
}

export const everything: ActivityQuery = { profile: "", kind: "all", outcome: "" };

export function isNarrowed({ profile, kind, outcome }: ActivityQuery): boolean {
  return profile !== "" || kind !== "all" || outcome !== "";
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
    ...page,
  };
}

/** Something that ran, rather than something that was changed. */
export function isRun(kind: EventKind): boolean {
  return [...kinds.backups, ...kinds.verifications, "restore"].includes(kind);
}
