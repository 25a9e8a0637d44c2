import type { AppStatus } from "$lib/contract";
import { toFailure, type Failure } from "$lib/errors";
import type { Host } from "$lib/host";

/** Bones appear only after this long: an answer that is quick should not flicker. */
export const PATIENCE_MS = 300;

/**
 * What the Status view knows. The last known values stay readable while a later look is under way or has failed.
 */
export class StatusController {
  /** The last answer, or nothing yet. */
  status = $state<AppStatus | null>(null);
  /** When that answer came, in milliseconds of the window's own clock. */
  checkedAt = $state<number | null>(null);
  /** Why the last look failed; cleared by one that succeeds. */
  failure = $state<Failure | null>(null);
  looking = $state(false);
  /** True once a look without any earlier answer has lasted longer than {@link PATIENCE_MS}. */
  showBones = $state(false);

  readonly #host: Host;
  readonly #now: () => number;

  constructor(host: Host, now: () => number = Date.now) {
    this.#host = host;
    this.#now = now;
  }

  async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const patience = setTimeout(() => {
      this.showBones = this.status === null && this.failure === null;
    }, PATIENCE_MS);
    try {
      this.status = await this.#host.appStatus();
      this.checkedAt = this.#now();
      this.failure = null;
    } catch (cause) {
      this.failure = toFailure(cause);
    } finally {
      clearTimeout(patience);
      this.showBones = false;
      this.looking = false;
    }
  }
}
