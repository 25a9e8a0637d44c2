import { expect, vi } from "vitest";
import type { Described, PlanRequest } from "$lib/contract";
import type { Host } from "$lib/host";
import { App } from "$lib/state/app.svelte";
import { restoreOf } from "$lib/state/restore/index.svelte";
import { fakeHost, type Call } from "./host";
import * as sample from "./restore";

export type Answers = { [K in keyof Host]?: Host[K] };

/** A window with one appliance, and its restore with everything looked at. */
export async function restoring(answers: Answers = {}) {
  const host = fakeHost({
    overview: () => Promise.resolve(sample.overview()),
    archives: () => Promise.resolve(sample.table()),
    archive: () => Promise.resolve(sample.detail(sample.foreign)),
    tasks: () => Promise.resolve({ tasks: [] }),
    planRestore: () => Promise.resolve(sample.plan()),
    startRestore: () => Promise.resolve(sample.JOB),
    stopCheck: () => Promise.resolve(),
    ...answers,
  });
  const app = new App(host);
  await app.start();
  const restore = restoreOf(app, sample.PROFILE);
  const detach = restore.attach();
  await vi.waitFor(() => expect(restore.known && restore.pick.list.value !== null).toBe(true));
  return { host, app, restore, detach };
}

/** The arguments of every call of one method. */
export const args = (host: { calls: Call[] }, name: keyof Host) =>
  host.calls.filter((call) => call.name === name).map((call) => call.args);

/** Every plan that was ordered, in order. */
export const ordered = (host: { calls: Call[] }) =>
  args(host, "planRestore").map(([request]) => request as PlanRequest);

/** What the host answers with is data, not an Error. */
export const refuse = (failure: Described) => vi.fn<() => Promise<never>>().mockRejectedValue(failure)();
