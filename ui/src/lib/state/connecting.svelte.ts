import type {
  Certificate,
  CheckStep,
  ConnectionReport,
  DraftConnection,
  ErrorCode,
  KeepPassword,
  PastedAddress,
  Profile,
  Role,
} from "$lib/contract";
import { fromDescribed, is, toFailure, type Failure } from "$lib/errors";
import { m } from "../../paraglide/messages";
import { sameName, suggestedName } from "../names";
import type { App } from "./app.svelte";
import { Keeping } from "./keeping.svelte";

export type ConnectField = "address" | "user" | "password" | "name" | "key" | "version";

/** Whose field a failure belongs beside. What has no field stands above the buttons. */
const fieldOf: Partial<Record<ErrorCode, ConnectField>> = {
  addressInvalid: "address",
  hostNotFound: "address",
  connectionRefused: "address",
  unreachable: "address",
  connectTimedOut: "address",
  handshakeFailed: "address",
  notHttp: "address",
  redirected: "address",
  tokenMissing: "address",
  userMissing: "user",
  loginDisabled: "user",
  loginLocked: "user",
  loginRefused: "password",
  applianceNameTaken: "name",
  applianceNameInvalid: "name",
  keyNameInvalid: "key",
  versionInvalid: "version",
};

const untrusted: ErrorCode[] = ["certificateUntrusted", "certificateChanged", "fingerprintDiffers"];

/** What the person wants, once a certificate is trusted. */
type Wanted = "test" | "connect";

/**
 * Connecting an appliance: what was typed or pasted, the test of it, and its way into the list. An appliance is added
 * after its certificate was trusted and its login worked, or not at all.
 */
export class Connecting {
  address = $state("");
  user = $state("");
  password = $state("");
  name = $state("");
  role = $state<Role>("production");
  keep = $state<KeepPassword>("keyring");
  key = $state("");
  version = $state("");
  excludeCounters = $state(false);
  systemProxy = $state(true);

  /** What was understood of a pasted curl line. */
  line = $state.raw<PastedAddress | null>(null);
  report = $state.raw<ConnectionReport | null>(null);
  /** What is wrong with a field, and what to do about it. */
  errors = $state<Partial<Record<ConnectField, string>>>({});
  /** What is wrong and belongs to no field. */
  failure = $state.raw<Failure | null>(null);
  /** A certificate that nobody vouches for, to be compared. */
  untrusted = $state.raw<Certificate | null>(null);
  /** The person did not trust it. */
  declined = $state(false);
  running = $state<"testing" | "saving" | null>(null);
  readonly keeping: Keeping;

  readonly #app: App;
  #named = false;
  #trusted: string | null = null;
  #wanted: Wanted = "connect";
  /** A login that was refused is not sent again by itself, so that no account is locked. */
  #refused: string | null = null;
  #reading = 0;

  constructor(app: App) {
    this.#app = app;
    this.keeping = new Keeping(app.host);
  }

  /** Another appliance that is connected at this address. */
  get already(): Profile | undefined {
    return this.#profiles.find((profile) => profile.address === this.address);
  }

  /** The keys of the appliance, once it has listed them. */
  get keys(): string[] {
    return this.report?.keys ?? [];
  }

  /** The login worked; what failed afterwards does not keep the appliance from being added. */
  get onlyPartly(): CheckStep | undefined {
    const failed = this.report && failedStep(this.report);
    return failed && (failed.check === "keys" || failed.check === "probe") ? failed : undefined;
  }

  /** Every step of the last test passed. */
  get passed(): boolean {
    return this.report?.steps.every((step) => step.outcome === "passed") ?? false;
  }

  /** The address is being typed: what was found out belongs to another one. */
  addressTyped(): void {
    this.#trusted = null;
    this.line = null;
    this.#forget("address");
  }

  /** Another way there: what was found out on the old one says nothing about it. */
  proxyChanged(): void {
    this.#forget("address");
  }

  typed(field: ConnectField): void {
    if (field === "name") this.#named = this.name.trim() !== "";
    this.#forget(field);
  }

  /**
   * Takes over what was pasted. The text itself does not get into the field before it is understood: a curl line may
   * hold a password.
   */
  async paste(text: string): Promise<void> {
    await this.#read(text, (failure) => {
      if (failure.error?.params.reason !== "containsLogin") this.address = text.trim();
    });
  }

  /** Reduces what was typed to host and port; `false` if it is no address. */
  async understand(): Promise<boolean> {
    if (this.address.trim() === "") return false;
    return this.#read(this.address);
  }

  /** Tries the connection and changes nothing. */
  async test(): Promise<void> {
    this.#wanted = "test";
    await this.#test();
  }

  /** Tries the connection and adds the appliance if it works. */
  async connect(): Promise<void> {
    this.#wanted = "connect";
    // What was tested and not changed since is not signed in to a second time.
    if (this.passed ? this.#complete() : await this.#test()) await this.save();
  }

  /** The person compared the certificate: goes on with it. */
  async trust(): Promise<void> {
    this.#trusted = this.untrusted?.fingerprint ?? null;
    this.untrusted = null;
    await (this.#wanted === "connect" ? this.connect() : this.test());
  }

  decline(): void {
    this.untrusted = null;
    this.declined = true;
  }

  async withoutProxy(): Promise<void> {
    this.systemProxy = false;
    await (this.#wanted === "connect" ? this.connect() : this.test());
  }

  /** Adds the appliance, after a test that went far enough. */
  async save(): Promise<void> {
    if (this.running) return;
    this.running = "saving";
    try {
      const { profile, notKept } = await this.#app.host.addAppliance({
        name: this.name.trim(),
        role: this.role,
        connection: this.#draft(),
        keep: this.keep,
        key: this.key.trim() || null,
        excludeCounters: this.excludeCounters,
        version: this.version.trim() || null,
      });
      if (notKept) this.keeping.ask(profile, this.password, notKept, (kept) => this.#arrive(kept));
      else this.#arrive(profile);
    } catch (cause) {
      this.#fail(toFailure(cause), null);
    } finally {
      this.running = null;
    }
  }

  get #profiles(): Profile[] {
    return this.#app.overview.value?.appliances.map((appliance) => appliance.profile) ?? [];
  }

  get #login(): string {
    return JSON.stringify([this.address, this.user.trim(), this.password]);
  }

  #draft(): DraftConnection {
    return {
      address: this.address,
      user: this.user.trim(),
      password: this.password,
      trustedFingerprint: this.#trusted,
      systemProxy: this.systemProxy,
    };
  }

  async #read(text: string, refused?: (failure: Failure) => void): Promise<boolean> {
    const mine = ++this.#reading;
    try {
      const read = await this.#app.host.readAddress(text);
      if (mine !== this.#reading) return false;
      this.#take(read);
      return read.address !== null;
    } catch (cause) {
      if (mine !== this.#reading) return false;
      const failure = toFailure(cause);
      this.#fail(failure, "address");
      refused?.(failure);
      return false;
    }
  }

  #take(read: PastedAddress): void {
    if (read.address !== this.address) this.addressTyped();
    delete this.errors.address;
    this.address = read.address ?? "";
    if (!this.#named) this.name = suggestedName(this.address);
    if (!read.fromCurl) return;
    this.line = read;
    this.user = read.user ?? this.user;
    this.key = read.key ?? this.key;
    this.excludeCounters ||= read.excludeCounters;
    if (read.address === null) this.errors.address = m.connect_line_without_address();
  }

  /** What can be said without asking anybody. */
  #complete(): boolean {
    const missing: typeof this.errors = {};
    if (this.address.trim() === "") missing.address = m.connect_address_missing();
    if (this.user.trim() === "") missing.user = m.connect_user_missing();
    if (this.password === "") missing.password = m.connect_password_missing();
    else if (this.#refused === this.#login) missing.password = m.connect_password_same();
    const name = this.name.trim();
    if (name === "") missing.name = m.connect_name_missing();
    else if (this.#profiles.some((profile) => sameName(profile.name, name))) {
      missing.name = m.connect_name_taken({ name });
    }
    this.errors = missing;
    return Object.keys(missing).length === 0;
  }

  async #test(): Promise<boolean> {
    if (this.running) return false;
    this.declined = false;
    this.failure = null;
    const readable = this.address.trim() === "" || (await this.understand());
    if (!readable || !this.#complete()) return false;
    this.running = "testing";
    this.report = null;
    try {
      const report = await this.#app.host.testDraft(this.#draft());
      this.report = report;
      this.#app.announcer.say(this.passed ? m.connect_test_passed() : m.connect_test_failed());
      const failed = failedStep(report);
      if (!failed) return true;
      this.#fail(fromDescribed(failed.failure), report.certificate);
    } catch (cause) {
      this.#fail(toFailure(cause), null);
    } finally {
      this.running = null;
    }
    return false;
  }

  /** Puts a failure where it belongs: into the trust dialog, beside its field, or above the buttons. */
  #fail(failure: Failure, presented: Certificate | "address" | null): void {
    const field = presented === "address" ? "address" : failure.error && fieldOf[failure.error.code];
    const certificate = presented === "address" ? null : (failure.error?.params.certificate ?? presented);
    if (certificate && is(failure, ...untrusted)) {
      this.untrusted = certificate;
      return;
    }
    if (is(failure, "loginRefused")) this.#refused = this.#login;
    if (!field) this.failure = failure;
    else this.errors[field] = [failure.title, failure.detail].filter(Boolean).join(" ");
  }

  #forget(field: ConnectField): void {
    delete this.errors[field];
    if (field === "name" || field === "key" || field === "version") return;
    this.report = null;
    this.failure = null;
    this.declined = false;
  }

  #arrive(profile: Profile): void {
    this.password = "";
    this.#refused = null;
    this.#app.announcer.say(m.connect_connected({ name: profile.name }));
    void this.#app.overview.look();
    this.#app.router.replace({ place: "appliance", profile: profile.id });
  }
}

type FailedStep = Extract<CheckStep, { outcome: "failed" }>;

export function failedStep(report: ConnectionReport): FailedStep | undefined {
  return report.steps.find((step): step is FailedStep => step.outcome === "failed");
}
