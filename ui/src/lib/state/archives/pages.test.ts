import { describe, expect, it, vi } from "vitest";
import type { ArchiveTable } from "$lib/contract";
import { described, refuse } from "../../../test/appliances";
import { archives, tableOf } from "../../../test/library";
import { ArchivePages, BULK, PAGE } from "./pages.svelte";
import { everything, filterOf } from "./query";

const settled = () => vi.waitFor(() => Promise.resolve());

function pagesOf(count: number) {
  const rows = archives(count);
  const asked: [offset: number, limit: number][] = [];
  const pages = new ArchivePages((offset, limit) => {
    asked.push([offset, limit]);
    return Promise.resolve(tableOf(rows, filterOf(everything, offset, limit)));
  });
  return { pages, asked, rows };
}

describe("the pages of the library", () => {
  it("are read where they are looked at and nowhere else", async () => {
    const { pages, asked } = pagesOf(100_000);
    await pages.restart();
    expect(pages.total).toBe(100_000);
    expect(pages.row(0)?.id).toBe(100_000);
    pages.want(50_010, 50_040);
    await vi.waitFor(() => expect(pages.row(50_010)?.id).toBe(49_990));
    expect(asked, "two pages of a hundred thousand archives are enough").toEqual([
      [0, PAGE],
      [50_000, PAGE],
    ]);
  });

  it("that were scrolled past before their turn came are never asked for", async () => {
    const { pages, asked } = pagesOf(100_000);
    await pages.restart();
    for (let first = 1000; first <= 90_000; first += 1000) pages.want(first, first + 30);
    await vi.waitFor(() => expect(pages.row(90_000)).toBeDefined());
    expect(asked.length, "the first page, two that were under way, and where it stopped").toBe(4);
  });

  it("are forgotten when they are far away, and read again when one comes back", async () => {
    const { pages, asked } = pagesOf(100_000);
    await pages.restart();
    for (let page = 1; page <= 40; page += 1) {
      pages.want(page * PAGE, page * PAGE + 30);
      await vi.waitFor(() => expect(pages.row(page * PAGE)).toBeDefined(), { interval: 1 });
    }
    expect(pages.row(0), "the first page is kept for ever").toBeUndefined();
    asked.length = 0;
    pages.want(0, 30);
    await vi.waitFor(() => expect(pages.row(0)).toBeDefined());
    expect(asked).toEqual([[0, PAGE]]);
  });

  it("stay readable while they are read anew, and many changes at once are one", async () => {
    const rows = archives(300);
    const answers: ((table: ArchiveTable) => void)[] = [];
    const pages = new ArchivePages(() => new Promise((resolve) => answers.push(resolve)));
    const answer = () => answers.shift()?.(tableOf(rows, filterOf(everything, 0, PAGE)));
    const first = pages.restart();
    answer();
    await first;
    const again = pages.refresh();
    void pages.refresh();
    void pages.refresh();
    expect(pages.row(0)?.id, "what was known is gone while the library is read anew").toBe(300);
    expect(answers.length).toBe(1);
    answer();
    await vi.waitFor(() => expect(answers.length, "what changed meanwhile is looked at once").toBe(1));
    answer();
    await again;
    expect(pages.looking).toBe(false);
  });

  it("of an earlier question are thrown away", async () => {
    const answers: ((table: ArchiveTable) => void)[] = [];
    const pages = new ArchivePages(() => new Promise((resolve) => answers.push(resolve)));
    void pages.restart();
    const second = pages.restart();
    answers[1]?.({ total: 1, bytes: 1, rows: archives(1) });
    await second;
    answers[0]?.({ total: 9, bytes: 9, rows: archives(9) });
    await settled();
    expect(pages.total, "a slow answer overtook a later question").toBe(1);
  });

  it("say why they could not be read, keep what they have, and ask no more until one looks again", async () => {
    const rows = archives(1000);
    let away = false;
    let asked = 0;
    const pages = new ArchivePages((offset, limit) => {
      asked += 1;
      return away
        ? refuse(described("databaseFailed", "The app’s database refused."))
        : Promise.resolve(tableOf(rows, filterOf(everything, offset, limit)));
    });
    await pages.restart();
    away = true;
    pages.want(600, 630);
    await vi.waitFor(() => expect(pages.failure?.title).toBe("The app’s database refused."));
    pages.want(800, 830);
    expect(asked, "a library that refuses is asked again and again").toBe(2);
    expect(pages.row(0)?.id).toBe(1000);
    away = false;
    pages.want(0, 30);
    await pages.refresh();
    expect(pages.failure).toBeNull();
  });

  it("give a span of rows, whether they were read or not", async () => {
    const { pages, asked } = pagesOf(5000);
    await pages.restart();
    expect((await pages.range(0, 3)).map(({ id }) => id)).toEqual([5000, 4999, 4998, 4997]);
    expect(asked.length, "rows that are there are not asked for").toBe(1);
    const all = await pages.range(0, 4999);
    expect(all.length).toBe(5000);
    expect(asked.slice(1)).toEqual([
      [0, BULK],
      [2000, BULK],
      [4000, 1000],
    ]);
  });
});
