import { describe, expect, it } from "vitest";
import { Viewport } from "./viewport.svelte";

function scrolledTo(scrolled: number): Viewport {
  const viewport = new Viewport();
  viewport.height = 640;
  viewport.scrolled = scrolled;
  return viewport;
}

describe("the rows that are drawn", () => {
  it("are a window's worth of a hundred thousand", () => {
    const rows = scrolledTo(50_000 * 32).rows(100_000, 50_000);
    expect(rows.length).toBeLessThan(60);
    expect(rows[0]).toBeLessThan(50_000);
    expect(rows.at(-1)).toBeGreaterThan(50_019);
  });

  it("are all of a short list", () => {
    expect(scrolledTo(0).rows(3, 0)).toEqual([0, 1, 2]);
    expect(scrolledTo(0).rows(0, 0)).toEqual([]);
    expect(scrolledTo(99_999).rows(3, 0), "a list that became short").toEqual([0]);
  });

  it("are joined by the one with the focus, which is not asked for", () => {
    const viewport = scrolledTo(50_000 * 32);
    expect(viewport.rows(100_000, 3)[0]).toBe(3);
    expect(viewport.rows(100_000, 99_000).at(-1)).toBe(99_000);
    expect(viewport.span(100_000)[0], "what lies between would be read as well").toBeGreaterThan(49_000);
  });

  it("are scrolled to no further than needed, below the heading", () => {
    const viewport = scrolledTo(0);
    const at = (scrollTop: number) => ({ scrollTop, clientHeight: 640 });
    expect(viewport.toShow(5, at(0)), "it is seen already").toBe(0);
    expect(viewport.toShow(19, at(0))).toBe(32);
    expect(viewport.toShow(2, at(3200))).toBe(64);
  });
});
