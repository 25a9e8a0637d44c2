import { describe, expect, it } from "vitest";
import { archives, tableOf } from "../../../test/library";
import { placeOf } from "./place";
import { everything, filterOf } from "./query";

const rows = archives(100_000);

describe("the place of an archive among all", () => {
  it.each([100_000, 99_999, 99_801, 99_800, 99_750, 50_000, 1234, 2, 1])(
    "is found: number %i",
    async (id) => {
      const sought = rows[100_000 - id];
      if (!sought) throw new Error("the test has no such archive");
      let questions = 0;
      const place = await placeOf(sought, (offset, limit) => {
        questions += 1;
        return Promise.resolve(tableOf(rows, filterOf(everything, offset, limit)));
      });
      expect(place).toBe(100_000 - id);
      expect(questions, "it is found by halving").toBeLessThan(14);
    },
  );

  it("is found among those of the same moment", async () => {
    const same = archives(1000, () => ({ created: "2026-11-12T02:03:00+01:00" }));
    const sought = same[700];
    if (!sought) throw new Error("the test has no such archive");
    const ask = (offset: number, limit: number) =>
      Promise.resolve(tableOf(same, filterOf(everything, offset, limit)));
    expect(await placeOf(sought, ask)).toBe(700);
  });

  it("is not known if the archive has gone meanwhile", async () => {
    const sought = rows[60_000];
    if (!sought) throw new Error("the test has no such archive");
    const without = rows.filter(({ id }) => id !== sought.id);
    const ask = (offset: number, limit: number) =>
      Promise.resolve(tableOf(without, filterOf(everything, offset, limit)));
    expect(await placeOf(sought, ask)).toBeUndefined();
  });
});
