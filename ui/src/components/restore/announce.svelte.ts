import { untrack } from "svelte";
import type { App } from "$lib/state/app.svelte";
import { STEPS, type Restore, type Step } from "$lib/state/restore/index.svelte";
import { stageWords } from "$lib/words";
import { m } from "../../paraglide/messages";
import { endingWords, signInWords } from "./runWords";

const steps: Record<Step, () => string> = {
  choose: m.restore_step_choose,
  check: m.restore_step_check,
  confirm: m.restore_step_confirm,
  restore: m.restore_step_restore,
  afterwards: m.restore_step_afterwards,
};

/**
 * Tells a screen reader what the eye sees change: steps and stages politely, a failure at once. To be called while a
 * component is made.
 */
export function announceRestore(app: App, restore: Restore): void {
  const { run } = restore;
  let step: Step | undefined;

  $effect(() => {
    const { known, step: now } = restore;
    if (!known) return;
    if (step !== undefined && step !== now) {
      app.announcer.say(m.restore_step_now({ number: STEPS.indexOf(now) + 1, step: steps[now]() }));
    }
    step = now;
  });

  $effect(() => {
    const stage = run.job?.progress.stage;
    if (!stage) return;
    untrack(() => {
      app.announcer.say(stageWords[stage]());
      void run.stageCame();
    });
  });

  $effect(() => {
    // The step says that a check begins, and the next one that it is over.
    if (restore.planning.progress?.doing === "looking") app.announcer.say(m.restore_check_look());
  });

  $effect(() => {
    const { ending, result } = run;
    untrack(() => {
      const host = app.appliance(restore.profile)?.profile.host ?? "";
      if (ending) {
        const { title, detail, tone } = endingWords(ending, host);
        const text = [title, detail].filter(Boolean).join(" ");
        if (tone === "risk" || tone === "warn") app.announcer.interrupt(text);
        else app.announcer.say(text);
      } else if (result?.state === "restored") {
        app.announcer.say(`${m.restore_done()} ${signInWords[result.signIn](host).title}`);
      }
    });
  });
}
