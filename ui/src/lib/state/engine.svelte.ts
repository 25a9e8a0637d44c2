import { fromDescribed, type Failure } from "$lib/errors";
import { m } from "../../paraglide/messages";
import type { App } from "./app.svelte";
import { Action } from "./loaded.svelte";

/** How often a start that takes long is asked about. */
export const ASK_AGAIN_MS = 500;

/** The window without its engine: why, and the way back. */
export class EngineTrouble {
  readonly again: Action<[], void>;
  readonly copy: Action<[], boolean>;

  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
    this.again = new Action(() => app.start());
    this.copy = new Action(async () => {
      await app.host.copyText(this.details);
      return true;
    });
  }

  get failure(): Failure | null {
    const { failure, value } = this.#app.status;
    if (failure) return failure;
    return value?.engine.state === "failed" ? fromDescribed(value.engine.failure) : null;
  }

  get version(): string | null {
    return this.#app.status.value?.version ?? null;
  }

  /** What somebody who helps needs to know. It holds the failure's own words and no secret. */
  get details(): string {
    const { failure, version } = this;
    const lines = [
      version ? m.engine_details_version({ version }) : m.app_name(),
      failure?.title,
      failure?.detail,
      failure?.error && m.engine_details_code({ code: failure.error.code }),
      failure?.incident && m.failure_incident({ incident: failure.incident }),
    ];
    return lines.filter(Boolean).join("\n");
  }

  /** Asks from time to time while the engine still starts; answers how to stop that. */
  watch(): () => void {
    const timer = setInterval(() => {
      if (!this.failure && !this.again.running) void this.again.go();
    }, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }
}
