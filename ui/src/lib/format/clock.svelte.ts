import { createSubscriber } from "svelte/reactivity";

/** Ages are told in minutes at the finest, so a look every so often is enough. */
const TICK_MS = 15_000;

/** The present moment. Whoever reads it in a template or an effect is drawn again as time goes on. */
class Clock {
  readonly #subscribe = createSubscriber((update) => {
    const tick = setInterval(update, TICK_MS);
    return () => clearInterval(tick);
  });

  /** Milliseconds since 1970. */
  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const clock = new Clock();
