import type { Practice, PracticeFault } from "$lib/contract";
import type { App } from "./app.svelte";
import { Action } from "./loaded.svelte";

/** The embedded practice appliance, as a person runs it. Each order answers the new state, which all views share. */
export class PracticeControl {
  readonly start: Action<[], Practice>;
  readonly stop: Action<[], Practice>;
  readonly reset: Action<[], Practice>;
  readonly rehearse: Action<[PracticeFault | null], Practice>;
  readonly hideRoute: Action<[boolean], Practice>;
  readonly openPage: Action<[string], void>;
  readonly copyPassword: Action<[], true>;

  readonly #app: App;

  constructor(app: App) {
    const { host } = app;
    this.#app = app;
    this.start = this.#order(() => host.startPractice());
    this.stop = this.#order(() => host.stopPractice());
    this.reset = this.#order(() => host.resetPractice());
    this.rehearse = this.#order((fault: PracticeFault | null) => host.setPracticeFault(fault));
    this.hideRoute = this.#order((hidden: boolean) => host.hidePracticeRoute(hidden));
    this.openPage = new Action((profile) => host.openAdministrationPage(profile));
    this.copyPassword = new Action(async () => {
      await host.copyPracticePassword();
      return true as const;
    });
  }

  /** One order at a time: each of them may stop it and start it again. */
  get busy(): boolean {
    return [this.start, this.stop, this.reset, this.rehearse, this.hideRoute].some((one) => one.running);
  }

  /** Starts it and goes there. */
  async explore(): Promise<void> {
    const practice = await this.start.go();
    if (!practice?.profile) return;
    this.#app.router.go({ place: "appliance", profile: practice.profile });
    await this.#app.overview.look();
  }

  #order<A extends unknown[]>(run: (...args: A) => Promise<Practice>): Action<A, Practice> {
    return new Action(async (...args: A) => {
      const practice = await run(...args);
      this.#app.practice.take(practice);
      return practice;
    });
  }
}
