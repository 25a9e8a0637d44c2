import type { ArchiveFilter, ArchiveSort, ArchiveStateWord } from "$lib/contract";

/** What a person asked the table for. Empty means that nothing is left out. */
export interface ArchiveQuery {
  text: string;
  profile: string;
  state: ArchiveStateWord | "";
  pinned: "" | "pinned" | "others";
  sort: ArchiveSort;
  descending: boolean;
}

/** Everything, the newest first. */
export const everything: ArchiveQuery = {
  text: "",
  profile: "",
  state: "",
  pinned: "",
  sort: "created",
  descending: true,
};

/** Whether anything is left out. */
export function isNarrowed(query: ArchiveQuery): boolean {
  return query.text.trim() !== "" || query.profile !== "" || query.state !== "" || query.pinned !== "";
}

/** The question for `limit` rows from `offset` on. */
export function filterOf(query: ArchiveQuery, offset: number, limit: number): ArchiveFilter {
  const text = query.text.trim();
  return {
    states: query.state === "" ? [] : [query.state],
    sort: query.sort,
    descending: query.descending,
    offset,
    limit,
    ...(text !== "" && { text }),
    ...(query.profile !== "" && { profile: query.profile }),
    ...(query.pinned !== "" && { pinned: query.pinned === "pinned" }),
  };
}

/** What a person expects first in a column: new and large ones, but A before Z. States begin with what is not well. */
export function startsDescending(sort: ArchiveSort): boolean {
  return sort === "created" || sort === "size";
}
