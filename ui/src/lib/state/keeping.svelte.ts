import type { Described, KeepPassword, Profile } from "$lib/contract";
import { fromDescribed, type Failure } from "$lib/errors";
import type { Host } from "$lib/host";
import { Action } from "./loaded.svelte";

/**
 * A password that works but could not be kept where it should be, and the ways out: the keyring once more, memory
 * until the app is closed, or nowhere.
 */
export class Keeping {
  /** Why it is not kept; nothing while there is nothing to decide. */
  why = $state.raw<Failure | null>(null);
  readonly keep: Action<[KeepPassword], boolean>;

  #profile: Profile | null = null;
  #password = "";
  #settled: ((profile: Profile) => void) | undefined;

  constructor(host: Host) {
    this.keep = new Action(async (keep) => {
      const profile = this.#profile;
      if (!profile) return false;
      if (keep === "never") return this.#settle(profile);
      const kept = await host.setPassword(profile.id, this.#password, keep);
      if (!kept.notKept) return this.#settle(kept.profile);
      this.why = fromDescribed(kept.notKept);
      return false;
    });
  }

  /** Asks the person what to do; `settled` is called once it is decided. */
  ask(profile: Profile, password: string, why: Described, settled: (profile: Profile) => void): void {
    this.#profile = profile;
    this.#password = password;
    this.#settled = settled;
    this.keep.failure = null;
    this.why = fromDescribed(why);
  }

  #settle(profile: Profile): boolean {
    const settled = this.#settled;
    this.#profile = null;
    this.#password = "";
    this.#settled = undefined;
    this.why = null;
    settled?.(profile);
    return true;
  }
}
