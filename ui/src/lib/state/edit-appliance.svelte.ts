import type { ApplianceChange, ErrorCode, Profile, Role } from "$lib/contract";
import { toFailure, type Failure } from "$lib/errors";
import { m } from "../../paraglide/messages";
import { sameName } from "../names";
import type { App } from "./app.svelte";
import { Action } from "./loaded.svelte";

export type EditField = "name" | "address" | "user" | "version" | "key" | "alarmDays";

const fieldOf: Partial<Record<ErrorCode, EditField>> = {
  applianceNameTaken: "name",
  applianceNameInvalid: "name",
  addressInvalid: "address",
  userMissing: "user",
  versionInvalid: "version",
  keyNameInvalid: "key",
  alarmInvalid: "alarmDays",
};

const FEWEST_DAYS = 1;
const MOST_DAYS = 365;

/** Changes what is known of an appliance. Only what differs is sent. */
export class EditAppliance {
  name = $state("");
  address = $state("");
  user = $state("");
  role = $state<Role>("production");
  version = $state("");
  key = $state("");
  excludeCounters = $state(false);
  systemProxy = $state(true);
  alarmDays = $state("");

  errors = $state<Partial<Record<EditField, string>>>({});
  failure = $state.raw<Failure | null>(null);
  running = $state(false);
  /** The appliance's keys, once a person has asked for them. */
  keys = $state.raw<string[]>([]);
  readonly listKeys: Action<[], string[]>;

  readonly #app: App;
  readonly #before: Profile;
  readonly #alarmBefore: number;

  constructor(app: App, profile: Profile) {
    this.#app = app;
    this.#before = profile;
    this.#alarmBefore = app.appliance(profile.id)?.alarmDays ?? FEWEST_DAYS;
    this.name = profile.name;
    this.address = profile.address;
    this.user = profile.user;
    this.role = profile.role;
    this.version = typed(profile);
    this.key = profile.key ?? "";
    this.excludeCounters = profile.excludeCounters;
    this.systemProxy = profile.systemProxy;
    this.alarmDays = String(this.#alarmBefore);
    this.listKeys = new Action(async () => {
      this.keys = await app.host.listKeys(profile.id);
      return this.keys;
    });
  }

  /** The certificate and the password belong to the old address. */
  get moves(): boolean {
    return this.address.trim() !== this.#before.address;
  }

  /** The password belongs to the old user. */
  get otherUser(): boolean {
    return this.user.trim() !== this.#before.user;
  }

  /** What it tells by itself outranks what is typed. */
  get told(): string | null {
    const { version } = this.#before;
    return version?.source === "appliance" ? version.version : null;
  }

  typed(field: EditField): void {
    delete this.errors[field];
    this.failure = null;
  }

  /** The changed profile, or nothing if it could not be changed. */
  async save(): Promise<Profile | undefined> {
    if (this.running || !this.#complete()) return undefined;
    const change = this.#change();
    if (Object.keys(change).length === 0) return this.#before;
    this.running = true;
    this.failure = null;
    try {
      if (change.address !== undefined) change.address = await this.#readAddress(change.address);
      const profile = await this.#app.host.changeAppliance(this.#before.id, change);
      void this.#app.overview.look();
      return profile;
    } catch (cause) {
      const failure = toFailure(cause);
      const field = failure.error && fieldOf[failure.error.code];
      if (field) this.errors[field] = [failure.title, failure.detail].filter(Boolean).join(" ");
      else this.failure = failure;
      return undefined;
    } finally {
      this.running = false;
    }
  }

  /** Pasted with scheme and path here too; what cannot be read is refused by the engine in its words. */
  async #readAddress(text: string): Promise<string> {
    const read = await this.#app.host.readAddress(text);
    return read.address ?? text;
  }

  #complete(): boolean {
    const errors: typeof this.errors = {};
    const name = this.name.trim();
    const others = this.#app.overview.value?.appliances.filter(
      ({ profile }) => profile.id !== this.#before.id,
    );
    if (name === "") errors.name = m.connect_name_missing();
    else if (others?.some(({ profile }) => sameName(profile.name, name))) {
      errors.name = m.connect_name_taken({ name });
    }
    if (this.address.trim() === "") errors.address = m.connect_address_missing();
    if (this.user.trim() === "") errors.user = m.connect_user_missing();
    const days = Number(this.alarmDays);
    if (!Number.isInteger(days) || days < FEWEST_DAYS || days > MOST_DAYS) {
      errors.alarmDays = m.edit_alarm_invalid();
    }
    this.errors = errors;
    return Object.keys(errors).length === 0;
  }

  #change(): ApplianceChange {
    const before = this.#before;
    const change: ApplianceChange = {};
    if (this.name.trim() !== before.name) change.name = this.name.trim();
    if (this.moves) change.address = this.address.trim();
    if (this.otherUser) change.user = this.user.trim();
    if (this.role !== before.role) change.role = this.role;
    if (this.version.trim() !== typed(before)) change.version = this.version.trim();
    if (this.key.trim() !== (before.key ?? "")) change.key = this.key.trim();
    if (this.excludeCounters !== before.excludeCounters) change.excludeCounters = this.excludeCounters;
    if (this.systemProxy !== before.systemProxy) change.systemProxy = this.systemProxy;
    if (Number(this.alarmDays) !== this.#alarmBefore) change.alarmDays = Number(this.alarmDays);
    return change;
  }
}

function typed({ version }: Profile): string {
  return version?.source === "typed" ? version.version : "";
}
