import type { KeepPassword, Profile } from "$lib/contract";
import { is, toFailure, type Failure } from "$lib/errors";
import { m } from "../../paraglide/messages";
import type { App } from "./app.svelte";
import { Keeping } from "./keeping.svelte";

/** Asks for a password, tries it once and keeps it where the person wants it. */
export class PasswordQuestion {
  password = $state("");
  keep = $state<KeepPassword>("keyring");
  running = $state(false);
  /** What is wrong with the password itself. */
  error = $state<string | null>(null);
  /** What is wrong otherwise. */
  failure = $state.raw<Failure | null>(null);
  /** The appliance shows a certificate that is not trusted: nothing was sent. */
  waitsForTrust = $state(false);
  readonly keeping: Keeping;

  readonly #app: App;
  readonly #profile: Profile;
  readonly #settled: () => void;
  #refused: string | null = null;

  constructor(app: App, profile: Profile, settled: () => void) {
    this.#app = app;
    this.#profile = profile;
    this.#settled = settled;
    this.keeping = new Keeping(app.host);
  }

  typed(): void {
    this.error = null;
    this.failure = null;
  }

  async submit(): Promise<void> {
    if (this.running) return;
    if (this.password === "") {
      this.error = m.connect_password_missing();
      return;
    }
    if (this.password === this.#refused) {
      this.error = m.connect_password_same();
      return;
    }
    this.running = true;
    this.typed();
    this.waitsForTrust = false;
    try {
      const { profile, notKept } = await this.#app.host.setPassword(
        this.#profile.id,
        this.password,
        this.keep,
      );
      if (notKept) this.keeping.ask(profile, this.password, notKept, () => this.#done());
      else this.#done();
    } catch (cause) {
      this.#fail(toFailure(cause));
    } finally {
      this.running = false;
    }
  }

  #fail(failure: Failure): void {
    if (is(failure, "certificateUntrusted", "certificateChanged", "fingerprintDiffers")) {
      this.waitsForTrust = true;
    } else if (is(failure, "loginRefused")) {
      this.#refused = this.password;
      this.error = [failure.title, failure.detail].filter(Boolean).join(" ");
    } else {
      this.failure = failure;
    }
  }

  #done(): void {
    this.password = "";
    void this.#app.overview.look();
    this.#settled();
  }
}
