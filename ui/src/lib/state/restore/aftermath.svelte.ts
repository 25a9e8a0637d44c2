import type { AftermathTask, TaskKind } from "$lib/contract";
import { fromDescribed, type Failure } from "$lib/errors";
import type { App } from "../app.svelte";
import { Action, Loaded } from "../loaded.svelte";

/** What a restore left to do. The list is the engine's, so it survives everything but being done. */
export class Aftermath {
  readonly tasks: Loaded<AftermathTask[]>;
  /** The last task was done while somebody watched: that is told before the list goes. */
  finished = $state(false);

  readonly #app: App;
  readonly #profile: string;

  readonly tick = new Action(async (task: number) => {
    await this.#app.host.tickTask(task);
    await this.tasks.look();
  });

  readonly untick = new Action(async (task: number) => {
    await this.#app.host.untickTask(task);
    await this.tasks.look();
  });

  readonly backUp = new Action(async () => {
    const before = this.#app.jobs.lastOf(this.#profile, "backup");
    if (before) this.#app.jobs.dismiss(before.job);
    await this.#app.host.startBackup({ profile: this.#profile, preChange: false });
  });

  constructor(app: App, profile: string) {
    this.#app = app;
    this.#profile = profile;
    this.tasks = new Loaded(async () => {
      const { tasks } = await app.host.tasks(profile);
      if (this.left.length > 0 && tasks.every((task) => task.state === "done")) this.finished = true;
      return tasks;
    });
  }

  /** The latest restore that left tasks. */
  readonly run: string | null = $derived.by(() => this.tasks.value?.at(-1)?.run ?? null);

  /** Its tasks, and what earlier restores left open. */
  readonly shown: AftermathTask[] = $derived.by(() =>
    (this.tasks.value ?? []).filter((task) => task.run === this.run || task.state === "open"),
  );

  readonly left: AftermathTask[] = $derived(this.shown.filter((task) => task.state === "open"));

  /** Why the fresh backup did not come about. */
  readonly backUpFailure: Failure | null = $derived.by(() => {
    if (this.backUp.failure) return this.backUp.failure;
    const last = this.#app.jobs.lastOf(this.#profile, "backup");
    return last?.result === "failed" ? fromDescribed(last.failure) : null;
  });

  /** What the app itself can do about a task, with the person's help; anything else is done elsewhere and ticked. */
  async help(kind: TaskKind): Promise<void> {
    const profile = this.#app.appliance(this.#profile)?.profile;
    if (!profile) return;
    if (kind === "compareCertificate") {
      await this.#app.asking.ask({ about: "certificate", profile });
    } else if (kind === "confirmLogin") {
      const why = profile.credential === "refused" ? "refused" : "unconfirmed";
      await this.#app.asking.ask({ about: "password", profile, why });
    } else if (kind === "freshBackup") {
      await this.backUp.go();
    }
    await this.tasks.look();
  }
}
