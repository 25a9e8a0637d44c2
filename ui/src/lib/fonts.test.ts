import { afterEach, expect, it, vi } from "vitest";
import { readFonts, readWords } from "./fonts";

afterEach(() => Reflect.deleteProperty(document, "fonts"));

it("waits for the font of the words, and does without it", async () => {
  const load = vi.fn(() => Promise.reject(new Error("no such file")));
  Object.defineProperty(document, "fonts", { value: { load }, configurable: true });
  await readWords();
  expect(load).toHaveBeenCalledWith('1em "Inter Variable"');
});

it("waits for every face, and does without one that cannot be read", async () => {
  let read: (() => void) | undefined;
  const slow = vi.fn(() => new Promise<void>((resolve) => (read = resolve)));
  const broken = vi.fn(() => Promise.reject(new Error("no such file")));
  const faces = [slow, broken].map((load) => ({ load }));
  Object.defineProperty(document, "fonts", { value: faces, configurable: true });
  let over = false;
  const all = readFonts().then(() => (over = true));
  await Promise.resolve();
  expect([slow, broken].map((load) => load.mock.calls.length)).toEqual([1, 1]);
  expect(over, "one is still being read").toBe(false);
  read?.();
  await all;
});
