import { afterEach, describe, expect, it, vi } from "vitest";
import type { AppStatus } from "$lib/contract";
import { described } from "../../test/appliances";
import { fakeHost, ready } from "../../test/host";
import { App } from "./app.svelte";
import { ASK_AGAIN_MS, EngineTrouble } from "./engine.svelte";

const failure = described("databaseNewer", "A newer version has used this data.", {
  next: "Install the newer version again.",
});
const broken: AppStatus = { version: "1.0.0", engine: { state: "failed", failure } };
const starting: AppStatus = { version: "1.0.0", engine: { state: "starting" } };

afterEach(() => vi.useRealTimers());

describe("an engine that did not open", () => {
  it("says why, in words that can be copied", async () => {
    const host = fakeHost({
      appStatus: () => Promise.resolve(broken),
      copyText: () => Promise.resolve(),
    });
    const app = new App(host);
    await app.start();
    const trouble = new EngineTrouble(app);
    expect(trouble.failure?.title).toBe("A newer version has used this data.");
    await trouble.copy.go();
    expect(host.calls.at(-1)).toEqual({
      name: "copyText",
      args: [
        "CT-VL Backup 1.0.0\nA newer version has used this data.\nInstall the newer version again.\n" +
          "Code databaseNewer\nIncident 7F3K-29QD",
      ],
    });
  });

  it("is tried again when a person says so, and then everything is asked for", async () => {
    const answers = [broken, ready];
    const host = fakeHost({ appStatus: () => Promise.resolve(answers.shift() ?? ready) });
    const app = new App(host);
    await app.start();
    const trouble = new EngineTrouble(app);
    await trouble.again.go();
    expect(trouble.failure).toBeNull();
    expect(host.called("overview")).toBe(1);
  });

  it("is not tried again by itself", async () => {
    vi.useFakeTimers();
    const host = fakeHost({ appStatus: () => Promise.resolve(broken) });
    const app = new App(host);
    await app.start();
    const stop = new EngineTrouble(app).watch();
    await vi.advanceTimersByTimeAsync(10 * ASK_AGAIN_MS);
    expect(host.called("appStatus")).toBe(1);
    stop();
  });
});

it("a program that cannot be reached has a failure of the window's own", async () => {
  const app = new App(fakeHost({ appStatus: () => Promise.reject(new Error("no such command")) }));
  await app.start();
  const trouble = new EngineTrouble(app);
  expect(trouble.failure?.title).toBe("The window could not reach its own program.");
  expect(trouble.version).toBeNull();
});

it("an engine that still starts is asked until it is there", async () => {
  vi.useFakeTimers();
  const answers = [starting, starting, ready];
  const host = fakeHost({ appStatus: () => Promise.resolve(answers.shift() ?? ready) });
  const app = new App(host);
  await app.start();
  const stop = new EngineTrouble(app).watch();
  await vi.advanceTimersByTimeAsync(2 * ASK_AGAIN_MS);
  expect(app.status.value?.engine.state).toBe("ready");
  expect(app.overview.value, "the first view has its data").not.toBeNull();
  stop();
});
