import { render, screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { TrendPoint } from "$lib/contract";
import { expectAccessible } from "../../test/axe";
import { Chart } from ".";
import { BARS_HEIGHT, draw, LINE_HEIGHT } from "./chart";

const GB = 1_000_000_000;
const point = (
  day: number,
  bytes: number,
  seconds: number,
  counters: TrendPoint["counters"] = "included",
) => ({
  at: `2025-10-${String(day).padStart(2, "0")}T02:03:00Z`,
  bytes,
  durationMillis: seconds * 1000,
  counters,
  archive: day,
});
const month = Array.from({ length: 30 }, (_, day) => point(day + 1, 1.3 * GB, 180));

describe("the drawing", () => {
  it("starts at nought, so that half as much is half as high", () => {
    const { bars, bytesTop } = draw([point(1, 1.2 * GB, 60), point(2, 0.6 * GB, 60)]);
    const [whole, half] = bars;
    expect(bytesTop).toBeCloseTo(1.2 * GB);
    expect(whole?.height).toBe(BARS_HEIGHT);
    expect(half?.height).toBe(BARS_HEIGHT / 2);
    expect((half?.y ?? 0) + (half?.height ?? 0), "bars stand on the floor").toBe(BARS_HEIGHT);
  });

  it("shows a slowdown as a rise of the line on its day", () => {
    const { line, durationTop } = draw([point(1, GB, 60), point(2, GB, 240), point(3, GB, 60)]);
    expect(durationTop).toBe(240_000);
    const heights = [...line.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => LINE_HEIGHT - Number(y));
    expect(heights).toHaveLength(3);
    expect(heights[1]).toBeGreaterThan(3 * (heights[0] ?? 0));
  });

  it("puts each bar and its duration on the same day", () => {
    const { bars, line } = draw(month);
    const ends = [...line.matchAll(/[ML]([\d.]+) /g)].map(([, x]) => Number(x));
    expect(bars.map(({ x, width }) => x + width / 2)).toEqual(ends);
  });

  it("draws a backup without counters hollow, and unknown ones full", () => {
    const { bars } = draw([point(1, GB, 60, "excluded"), point(2, GB, 60, null)]);
    expect(bars.map(({ hollow }) => hollow)).toEqual([true, false]);
  });

  it.each([
    [1_310_000_000, 1_400_000_000],
    [214_000_000, 250_000_000],
    [9_900_000_000, 10_000_000_000],
    [1, 1],
    [0, 1],
  ])("has a round number above %d bytes", (most, top) => {
    expect(draw([point(1, most, 60)]).bytesTop).toBeCloseTo(top);
  });

  it.each([
    [0, 1],
    [45, 60],
    [189, 240],
    [3_700, 7_200],
    [200_000, 259_200],
  ])("has a round time above %d s", (most, top) => {
    expect(draw([point(1, GB, most)]).durationTop).toBe(top * 1000);
  });

  it("keeps a tiny backup visible, and a short history at its beginning", () => {
    const { bars, short, width } = draw([point(1, 5 * GB, 60), point(2, 1, 60)]);
    expect(bars[1]?.height).toBeGreaterThan(0);
    expect(short).toBe(true);
    expect(width).toBeGreaterThan(2 * 12);
    expect(draw(month).short).toBe(false);
  });
});

describe("the chart", () => {
  it("says its ranges, and every number to whoever does not see it", async () => {
    const { container } = render(Chart, {
      points: [...month.slice(0, 20), point(21, 0.214 * GB, 58, "excluded"), ...month.slice(21)],
    });
    expect(screen.getByRole("img", { name: /from 214.MB to 1.30.GB/ })).toBeTruthy();
    expect(screen.getByRole("img", { name: "Duration: from 58 s to 3 min" })).toBeTruthy();
    const table = within(screen.getByRole("table", { name: "Sizes and durations" }));
    expect(table.getAllByRole("row")).toHaveLength(31);
    expect(table.getByRole("row", { name: /21 Oct 2025.* 214.MB 58 s Excluded/ })).toBeTruthy();
    expect(container.querySelectorAll("figure .hollow"), "one bar and its key").toHaveLength(2);
    await expectAccessible(container);
  });

  it.each([
    [[point(1, GB, 60), point(1, GB, 60)], "1 Oct 2025"],
    [[point(1, GB, 60), point(3, GB, 60)], "1 Oct 2025 to 3 Oct 2025"],
  ])("of a short history says its days once", (points, days) => {
    const { container } = render(Chart, { points });
    expect(container.querySelector(".days")?.textContent?.trim()).toBe(days);
  });

  it("keeps the bars of a short history as thin as those of a month", () => {
    const share = (points: TrendPoint[]) => {
      const { bars, width } = draw(points);
      return (bars[0]?.width ?? 0) / width;
    };
    expect(share([point(1, GB, 60), point(2, GB, 60)])).toBe(share(month));
  });

  it("explains hollow bars only where there are some", () => {
    const { container } = render(Chart, { points: month });
    expect(container.querySelector(".hollow")).toBeNull();
    expect(container.textContent).not.toContain("without counters");
  });

  it("of no backups is nothing", () => {
    const { container } = render(Chart, { points: [] });
    expect(container.textContent?.trim()).toBe("");
  });
});
