import { screen, fireEvent } from "@testing-library/svelte";
import { expect, vi } from "vitest";
import type { AftermathTask, OpenRestore, RestorePlan, Stage } from "$lib/contract";
import RestoreView from "../views/RestoreView.svelte";
import { renderView } from "./render";
import * as sample from "./restore";
import { args, ordered, refuse, type Answers } from "./restoring";

export { args, ordered, refuse };

export const button = (name: string | RegExp) => screen.getByRole("button", { name });
export const click = async (name: string | RegExp) =>
  fireEvent.click(await screen.findByRole("button", { name }));

/** The step that the stepper marks. */
export const step = () =>
  document.querySelector("[aria-label='Restore steps'] [aria-current=step]")?.textContent.trim();

/** The restore view as it stands once everything has been looked at. What is open and left to do can be changed meanwhile. */
export async function show(
  answers: Answers = {},
  before: { opens?: OpenRestore[]; tasks?: AftermathTask[] } = {},
) {
  const world = { opens: before.opens ?? [], tasks: before.tasks ?? [] };
  const rendered = await renderView(
    RestoreView,
    { profile: sample.PROFILE },
    {
      overview: () => Promise.resolve(sample.overview()),
      archives: () => Promise.resolve(sample.table()),
      archive: () => Promise.resolve(sample.detail(sample.foreign)),
      openRestores: () => Promise.resolve(world.opens),
      tasks: () => Promise.resolve({ tasks: world.tasks }),
      planRestore: () => Promise.resolve(sample.plan()),
      startRestore: () => Promise.resolve(sample.JOB),
      stopCheck: () => Promise.resolve(),
      ...answers,
    },
  );
  await vi.waitFor(() => expect(rendered.host.called("tasks")).toBeGreaterThan(0));
  const tell = (stage: Stage, part = {}) =>
    rendered.host.tell({
      news: "progress",
      progress: sample.progress(stage, part),
      profile: sample.PROFILE,
    });
  return { ...rendered, world, tell };
}

/** Up to the flight plan. */
export async function confirming(plan: RestorePlan = sample.plan(), answers: Answers = {}) {
  const all = await show({ planRestore: () => Promise.resolve(plan), ...answers });
  await click("Check this archive");
  await screen.findByRole("button", { name: /^(Replace everything|Start the guided)/ });
  return all;
}
