import type { About, NotificationTest, Notifications, Settings, SettingsChange } from "$lib/contract";
import { toFailure, type Failure } from "$lib/errors";
import type { App } from "./app.svelte";
import { Action, Loaded } from "./loaded.svelte";

/** The parts of the page; a failure is shown in the part it happened in. */
export type SettingsPart = "appearance" | "notifications" | "archives";

/** Every change applies at once, and is taken back on the screen if the program refuses it. */
export class SettingsPage {
  readonly about: Loaded<About>;
  readonly testNotification: Action<[], NotificationTest>;
  readonly chooseFolder: Action<[], void>;
  readonly resetFolder: Action<[], void>;
  readonly openFolder: Action<[], void>;
  readonly openLogs: Action<[], void>;
  readonly copyReport: Action<[], string>;
  /** What the system said about the last test. */
  tested = $state.raw<NotificationTest | null>(null);
  failures = $state.raw<Partial<Record<SettingsPart, Failure>>>({});

  readonly #app: App;
  #changing = 0;

  constructor(app: App) {
    const { host } = app;
    this.#app = app;
    this.about = new Loaded(() => host.about());
    this.testNotification = new Action(async () => (this.tested = await host.testNotification()));
    this.chooseFolder = new Action(async () => this.#take(await host.chooseArchivesFolder()));
    this.resetFolder = new Action(async () => this.#take(await host.resetArchivesFolder()));
    this.openFolder = new Action(() => host.openArchivesFolder());
    this.openLogs = new Action(() => host.openLogs());
    this.copyReport = new Action(() => host.copyDiagnostics());
  }

  async change(part: SettingsPart, change: SettingsChange): Promise<void> {
    const before = this.#app.settings.value;
    if (!before) return;
    const mine = ++this.#changing;
    this.failures = { ...this.failures, [part]: undefined };
    this.#app.settings.take({ ...before, ...change });
    try {
      const settings = await this.#app.host.changeSettings(change);
      // Of several quick changes the last answer holds them all.
      if (mine === this.#changing) this.#app.settings.take(settings);
    } catch (cause) {
      this.failures = { ...this.failures, [part]: toFailure(cause) };
      await this.#app.settings.look();
    }
  }

  async notify(event: keyof Notifications, wanted: boolean): Promise<void> {
    const notifications = this.#app.settings.value?.notifications;
    if (!notifications) return;
    this.tested = null;
    await this.change("notifications", { notifications: { ...notifications, [event]: wanted } });
  }

  /** `null` when the person closed the dialog. */
  #take(settings: Settings | null): void {
    if (settings) this.#app.settings.take(settings);
  }
}
