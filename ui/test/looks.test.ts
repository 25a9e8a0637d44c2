// @vitest-environment node
// What the tokens promise about contrast and motion, computed from the sheet itself.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const src = fileURLToPath(new URL("../src", import.meta.url));
const tokens = readFileSync(join(src, "styles/tokens.css"), "utf8");

function block(start: string): string {
  const from = tokens.indexOf("{", tokens.indexOf(start)) + 1;
  return tokens.slice(from, tokens.indexOf("}", from));
}

const colours = (css: string) =>
  new Map([...css.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", hex = ""]) => [name, hex]));

/** Relative luminance of WCAG 2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const states = ["ok", "warn", "risk", "info", "practice"];
const grounds = ["app", "sidebar", "surface", "sunken"].map((name) => `--bg-${name}`);

/** Which words stand on what. */
const words: [string, string[]][] = [
  ["--text-1", [...grounds, "--bg-hover", "--bg-pressed", "--bg-selected", "--bg-raised", "--bg-track"]],
  ["--text-2", [...grounds, "--bg-hover", "--bg-pressed", "--bg-selected", "--bg-track"]],
  ["--text-3", [...grounds, "--bg-hover", "--bg-selected"]],
  ["--accent-text", [...grounds, "--accent-tint", "--accent-tint-hover"]],
  ["--accent-contrast", ["--accent", "--accent-hover", "--accent-pressed"]],
  ["--danger-contrast", ["--danger", "--danger-hover", "--danger-pressed"]],
  ["--text-on-tooltip", ["--bg-tooltip"]],
  ...states.map((state): [string, string[]] => [
    `--${state}-text`,
    [...grounds, "--bg-hover", "--bg-selected", `--${state}-bg`],
  ]),
  ...states.flatMap((state): [string, string[]][] =>
    ["--text-1", "--text-2"].map((text) => [text, [`--${state}-bg`]]),
  ),
];
/** Marks, borders of inputs and the focus ring. */
const marks: [string, string[]][] = [
  ["--border-control", ["--bg-app", "--bg-surface"]],
  ["--focus", grounds],
  ...states.map((state): [string, string[]] => [`--${state}-mark`, ["--bg-surface", "--bg-sidebar"]]),
];

describe.each([
  ["light", "/* light */"],
  ["dark", ':root[data-theme="dark"] {'],
])("in the %s theme", (_, start) => {
  const known = colours(block(start));
  const weak = (pairs: [string, string[]][], least: number) =>
    pairs.flatMap(([front, backs]) =>
      backs
        .map((back) => {
          const [one, other] = [known.get(front), known.get(back)];
          if (!one || !other) return `${front} on ${back}: not a colour of this theme`;
          const ratio = contrast(one, other);
          return ratio < least ? `${front} on ${back}: ${ratio.toFixed(2)}` : "";
        })
        .filter(Boolean),
    );

  it("words can be read on all that they stand on", () => {
    expect(weak(words, 4.5)).toEqual([]);
  });

  it("marks, input borders and the focus ring can be seen", () => {
    expect(weak(marks, 3)).toEqual([]);
  });
});

describe("motion", () => {
  const styles = readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(svelte|css)$/.test(path))
    .map((path) => [path, readFileSync(join(src, path), "utf8")] as const);

  it("takes its time from the tokens alone, so that one place can end it", () => {
    const moving = styles.flatMap(([path, text]) =>
      [...text.matchAll(/^\s*(?:transition|animation)(?:-duration)?: ([^;]+);/gm)].map(
        ([, value = ""]) => [path, value] as const,
      ),
    );
    expect(moving.length).toBeGreaterThan(2);
    expect(moving.filter(([, value]) => value !== "none" && !value.includes("var(--dur-"))).toEqual([]);
    const smooth = styles.filter(([, text]) => /scroll-behavior: smooth|@keyframes/.test(text));
    expect(smooth.map(([path]) => path)).toEqual([]);
  });

  it("is none where the system says so", () => {
    const still = block("@media (prefers-reduced-motion: reduce)");
    const times = [...new Set([...tokens.matchAll(/(--dur-[\w]+): (\d+)ms/g)].map(([, name = ""]) => name))];
    expect(times.length).toBeGreaterThan(3);
    const left = times.filter((name) => name !== "--dur-0" && !still.includes(`${name}: 0ms`));
    expect(left).toEqual([]);
  });
});
