import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { firstFrame } from "./frame";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
afterEach(() => void vi.useRealTimers());

it("comes after what a frame asks for is painted", async () => {
  let paint: (() => void) | undefined;
  vi.stubGlobal("requestAnimationFrame", (then: () => void) => (paint = then));
  const painted = vi.fn();
  void firstFrame().then(painted);
  await vi.advanceTimersByTimeAsync(100);
  paint?.();
  await Promise.resolve();
  expect(painted, "the frame is made, and not painted").not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(0);
  expect(painted).toHaveBeenCalled();
});

it("is not waited for where nobody can see the window", async () => {
  vi.stubGlobal("requestAnimationFrame", () => 0);
  const over = vi.fn();
  void firstFrame().then(over);
  await vi.advanceTimersByTimeAsync(249);
  expect(over).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(over).toHaveBeenCalled();
});
