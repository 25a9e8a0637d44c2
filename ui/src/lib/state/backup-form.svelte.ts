import type { ApplianceSummary, BackupRequest, DestinationLook, Profile } from "$lib/contract";
import { is, type Failure } from "$lib/errors";
import type { App } from "./app.svelte";
import { passwordWanted } from "./backups.svelte";
import { Action, Loaded } from "./loaded.svelte";
import { waitsForTrust } from "./needs";

/** Why "Back up now" cannot be pressed. */
export type Obstacle = "running" | "certificate" | "practiceStopped" | "folder";

/** What the next backup of one appliance is to be like, and its start. */
export class BackupForm {
  readonly #app: App;
  readonly #profile: string;
  readonly destination: Loaded<DestinationLook>;
  readonly keys: Loaded<string[]>;
  readonly choosing: Action<[() => Promise<DestinationLook | null>], void>;
  readonly starting: Action<[BackupRequest], string>;

  /** Empty is the appliance's default key. */
  key = $state("");
  excludeCounters = $state(false);
  /** Before an upgrade or a major change (R11). */
  preChange = $state(false);
  note = $state("");

  constructor(app: App, { profile }: ApplianceSummary) {
    this.#app = app;
    this.#profile = profile.id;
    this.destination = new Loaded(() => app.host.destination(profile.id));
    this.keys = new Loaded(() => app.host.listKeys(profile.id));
    this.choosing = new Action(async (choose) => {
      const look = await choose();
      if (look) this.destination.take(look);
    });
    this.starting = new Action((request) => app.backups.start(request));
    this.adopt(profile);
  }

  /** Begins with the appliance's own settings, also after they were changed. */
  adopt({ key, excludeCounters }: Profile): void {
    this.key = key ?? "";
    this.excludeCounters = excludeCounters;
  }

  obstacle(appliance: ApplianceSummary): Obstacle | undefined {
    if (this.#app.jobs.of(this.#profile)) return "running";
    if (waitsForTrust(appliance)) return "certificate";
    const practice = this.#app.practice.value;
    if (practice?.profile === this.#profile && !practice.running) return "practiceStopped";
    return this.destination.value?.problem ? "folder" : undefined;
  }

  /** Asks for the keys the first time somebody looks for one; asking signs in, so it is not done for nothing. */
  lookForKeys(appliance: ApplianceSummary): void {
    if (this.keys.value || this.keys.looking || this.keys.failure) return;
    if (passwordWanted(appliance.profile, appliance.passwordInMemory) || this.obstacle(appliance)) return;
    void this.keys.look();
  }

  choose(): Promise<void> {
    return this.choosing.go(() => this.#app.host.chooseDestination(this.#profile));
  }

  reset(): Promise<void> {
    return this.choosing.go(() => this.#app.host.resetDestination(this.#profile));
  }

  /** Starts the backup as it is described; `false` if it did not start. */
  async start(appliance: ApplianceSummary): Promise<boolean> {
    const note = this.note.trim();
    if (this.obstacle(appliance)) return false;
    if (passwordWanted(appliance.profile, appliance.passwordInMemory)) {
      if (!(await this.#app.backups.settle("password", appliance.profile))) return false;
    }
    const job = await this.starting.go({
      profile: this.#profile,
      key: this.key.trim(),
      excludeCounters: this.excludeCounters,
      ...(note && { note }),
      preChange: this.preChange,
    });
    if (job === undefined) return false;
    // The next backup is an ordinary one again.
    this.preChange = false;
    this.note = "";
    return true;
  }

  /** What is wrong with the key, said by the engine. */
  get keyFailure(): Failure | null {
    return is(this.starting.failure, "keyNameInvalid") ? this.starting.failure : null;
  }

  get noteFailure(): Failure | null {
    return is(this.starting.failure, "noteTooLong", "noteMissing") ? this.starting.failure : null;
  }

  /** Why the backup did not start, where that is not about one field. */
  get startFailure(): Failure | null {
    return this.keyFailure || this.noteFailure ? null : this.starting.failure;
  }
}
