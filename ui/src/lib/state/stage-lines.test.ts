import { describe, expect, it } from "vitest";
import type { Stage } from "$lib/contract";
import { progress } from "../../test/appliances";
import { failedLines, forecast, runningLines } from "./stage-lines";

const T = 1_000_000;
const went = (...stages: [Stage, number][]) => stages.map(([stage, at]) => ({ stage, began: T + at * 1000 }));

describe("the stages of a running backup", () => {
  it("tell what is done with how long it took, what happens and what comes", () => {
    const passed = went(
      ["checkingFolder", 0],
      ["signingIn", 0.2],
      ["probing", 0.9],
      ["building", 1],
      ["receiving", 113],
    );
    const lines = runningLines({ progress: progress(), profile: "eu", passed }, T + 117_000);
    expect(lines.map(({ title, state, meta }) => [title, state, meta])).toEqual([
      ["Signing in", "done", "1 s"],
      ["Waiting for the appliance", "done", "1 min 52 s"],
      ["Receiving 412 MB at 96 MB/s", "now", "4 s"],
      ["Verifying", "todo", undefined],
      ["Done", "todo", undefined],
    ]);
  });

  it("say nothing of a time before a reload", () => {
    const lines = runningLines(
      { progress: progress(), profile: "eu", passed: went(["receiving", 5]) },
      T + 9000,
    );
    expect(lines[0], "it is done, but nobody here saw when").toEqual({
      key: "signingIn",
      title: "Signing in",
      state: "done",
    });
  });

  it("begin anew with a new attempt", () => {
    const passed = went(["signingIn", 0], ["building", 1], ["waitingToRetry", 600]);
    const waiting = runningLines(
      { progress: progress({ stage: "waitingToRetry", attempt: 2 }), profile: "eu", passed },
      T + 602_000,
    );
    expect(waiting[0]).toMatchObject({ title: "Waiting to try again", state: "now", meta: "2 s" });
    expect(waiting[1]?.state, "what was given up is not done").toBe("todo");

    const again = runningLines(
      {
        progress: progress({ stage: "building", attempt: 2 }),
        profile: "eu",
        passed: [...passed, ...went(["signingIn", 604], ["building", 605])],
      },
      T + 610_000,
    );
    expect(again[0]?.meta, "only the present attempt counts, its wait included").toBe("5 s");
    expect(again[1]).toMatchObject({ state: "now", meta: "5 s" });
  });

  it("count a second sign-in within an attempt as its beginning", () => {
    const passed = went(["signingIn", 0], ["building", 1], ["signingIn", 601], ["building", 603]);
    const lines = runningLines(
      { progress: progress({ stage: "building" }), profile: "eu", passed },
      T + 605_000,
    );
    expect(lines.map(({ meta }) => meta)).toEqual(["2 s", "2 s", undefined, undefined, undefined]);
  });
});

describe("the stages of a failed backup", () => {
  it("show where it failed", () => {
    const lines = failedLines(went(["signingIn", 0], ["building", 1]), T + 601_000);
    expect(lines.map(({ title, state, meta }) => [title, state, meta])).toEqual([
      ["Signing in", "done", "1 s"],
      ["Waiting for the appliance", "failed", "10 min"],
      ["Receiving", "todo", undefined],
      ["Verifying", "todo", undefined],
    ]);
  });

  it("name the folder where that was the cause", () => {
    expect(failedLines(went(["checkingFolder", 0]), T)[0]).toMatchObject({
      title: "Checking the folder",
      state: "failed",
    });
  });

  it("are not made up where nothing was seen", () => {
    expect(failedLines([], T)).toEqual([]);
  });
});

describe("the forecast", () => {
  it("goes by what the appliance announced", () => {
    const known = progress({ done: 400, total: 1000, remainingSeconds: 92 });
    expect(forecast(known, 5000)).toEqual({ value: 400, max: 1000, text: "About 1 min 30 s left." });
    expect(forecast({ ...known, remainingSeconds: null }, null)).toEqual({ value: 400, max: 1000 });
  });

  it("else by the last backup like it, and says so", () => {
    expect(forecast(progress(), 1_310_000_000)).toEqual({
      value: 412_000_000,
      max: 1_310_000_000,
      text: "About 10 s left, going by the last backup of 1.31 GB.",
    });
    expect(forecast(progress({ rate: null }), 1_310_000_000).text).toBe("The last backup was 1.31 GB.");
  });

  it("is none where nothing is known, or the last backup was outgrown", () => {
    expect(forecast(progress(), null)).toEqual({ value: null, max: 1 });
    expect(forecast(progress(), 400_000_000)).toEqual({ value: null, max: 1 });
    expect(forecast(progress({ stage: "building" }), 1_310_000_000)).toEqual({ value: null, max: 1 });
  });
});
