import type { Certificate, CertificateLook, Profile } from "$lib/contract";
import type { App } from "./app.svelte";
import { Action, Loaded } from "./loaded.svelte";

/** Shows what an appliance presents beside what is trusted, and trusts it once a person compared it. */
export class CertificateQuestion {
  readonly look: Loaded<CertificateLook>;
  readonly trust: Action<[string], Certificate>;

  readonly #app: App;

  constructor(app: App, profile: Profile) {
    this.#app = app;
    this.look = new Loaded(() => app.host.compareCertificate(profile.id));
    this.trust = new Action((fingerprint) => app.host.trustCertificate(profile.id, fingerprint));
  }

  /** Trusts the one that was on the screen; `false` if it is another one by now, or the appliance is away. */
  async confirm(): Promise<boolean> {
    const presented = this.look.value?.presented;
    if (!presented) return false;
    const trusted = await this.trust.go(presented.fingerprint);
    if (trusted) {
      void this.#app.overview.look();
      return true;
    }
    // It may have changed between the look and the trust: what is shown must be what is presented.
    await this.look.look();
    return false;
  }
}
