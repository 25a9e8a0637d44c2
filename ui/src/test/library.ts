import type { ArchiveDetail, ArchiveFilter, ArchiveRow, ArchiveTable } from "$lib/contract";
import type { Host } from "$lib/host";
import { archiveRow } from "./appliances";

/** So many archives, the newest first: number 1 is the newest, and each is an hour older than the one before. */
export function archives(
  count: number,
  change: (id: number) => Partial<ArchiveRow> = () => ({}),
): ArchiveRow[] {
  const newest = Date.parse("2026-11-12T02:03:00Z");
  return Array.from({ length: count }, (_, nth) => {
    const id = count - nth;
    const created = new Date(newest - nth * 3600_000).toISOString();
    return archiveRow(id, { created, ...change(id) });
  });
}

/** What the library would answer, as far as the window depends on it. */
export function tableOf(rows: ArchiveRow[], filter: ArchiveFilter): ArchiveTable {
  const { text, profile, states, pinned, offset, limit = 200 } = filter;
  const found = rows.filter(
    (row) =>
      (text === undefined || `${row.name} ${row.note ?? ""}`.includes(text)) &&
      (profile === undefined || row.profile === profile) &&
      (states.length === 0 || states.includes(row.state)) &&
      (pinned === undefined || row.pinned === pinned),
  );
  if (filter.sort === "size") found.sort((a, b) => (filter.descending ? b.size - a.size : a.size - b.size));
  else if (!filter.descending) found.reverse();
  const bytes = found.reduce((sum, { size }) => sum + size, 0);
  return { total: found.length, bytes, rows: found.slice(offset, offset + limit) };
}

export function detailOf(row: ArchiveRow, changes: Partial<ArchiveDetail> = {}): ArchiveDetail {
  return {
    row,
    folder: "/home/ada/CT-VL backups/Payments EU",
    receiptFacts: {
      appliance: "Payments EU",
      address: "eu.pay.example",
      certificateSha256: "A4:1C:9E:07",
      version: row.version,
      key: "pay-2026",
      counters: "included",
      started: "2026-11-12T02:00:00Z",
      finished: "2026-11-12T02:03:09Z",
      user: "svc-backup",
      note: row.note,
      appVersion: "1.0.0",
      publicKey: "key",
    },
    restorableOn: [
      { profile: "eu", appliance: "Payments EU", version: "2.8.6", restorable: "yes", needs: null },
      { profile: "dr", appliance: "Payments DR", version: "2.8.6", restorable: "yes", needs: null },
      { profile: "ap", appliance: "Loyalty APAC", version: "2.6.9", restorable: "tooNew", needs: "2.8.6" },
    ],
    ...changes,
  };
}

/** Answers of a host whose library holds these archives. */
export function libraryOf(rows: ArchiveRow[]) {
  return {
    archives: (filter: ArchiveFilter) => Promise.resolve(tableOf(rows, filter)),
    archive: (id: number) => {
      const row = rows.find((one) => one.id === id);
      return row ? Promise.resolve(detailOf(row)) : Promise.reject(new Error(`no archive ${id}`));
    },
    pinArchives: (ids: number[], pinned: boolean) => {
      for (const row of rows) if (ids.includes(row.id)) row.pinned = pinned;
      return Promise.resolve();
    },
  } satisfies { [K in keyof Host]?: Host[K] };
}
