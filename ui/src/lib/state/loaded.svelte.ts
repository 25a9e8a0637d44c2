import { toFailure, type Failure } from "$lib/errors";

/** Bones appear only after this long: an answer that is quick should not flicker. */
export const PATIENCE_MS = 300;

/**
 * Something that is asked for and shown. What was known stays readable while a later look is under way or has
 * failed, and an answer that was overtaken by a later question is thrown away.
 */
export class Loaded<T> {
  /** The last answer, or nothing yet. */
  value = $state.raw<T | null>(null);
  /** When that answer came, in milliseconds since 1970. */
  at = $state<number | null>(null);
  /** Why the last look failed; cleared by one that succeeds. */
  failure = $state.raw<Failure | null>(null);
  looking = $state(false);
  /** True once a look without any earlier answer has lasted longer than {@link PATIENCE_MS}. */
  showBones = $state(false);

  readonly #ask: () => Promise<T>;
  #latest = 0;
  #newest: Promise<void> = Promise.resolve();

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  /**
   * Asks. A look that began later wins, whichever answer comes first; one that was overtaken is over only when that
   * later one is, so that whoever waited for it sees nothing older than its question.
   */
  look(): Promise<void> {
    this.#newest = this.#look(++this.#latest);
    return this.#newest;
  }

  async #look(mine: number): Promise<void> {
    this.looking = true;
    const patience = setTimeout(() => {
      this.showBones = this.value === null && this.failure === null && this.looking;
    }, PATIENCE_MS);
    try {
      const value = await this.#ask();
      if (mine !== this.#latest) return await this.#newest;
      this.value = value;
      this.at = Date.now();
      this.failure = null;
    } catch (cause) {
      if (mine !== this.#latest) return await this.#newest;
      this.failure = toFailure(cause);
    } finally {
      clearTimeout(patience);
      if (mine === this.#latest) {
        this.showBones = false;
        this.looking = false;
      }
    }
  }

  /** Takes an answer that came another way, such as from a command that returns the new state. */
  take(value: T): void {
    this.#latest += 1;
    this.#newest = Promise.resolve();
    this.value = value;
    this.at = Date.now();
    this.failure = null;
    this.looking = false;
    this.showBones = false;
  }
}

/** Something a person sets going, one at a time. Its failure stays beside its cause until the next try. */
export class Action<A extends unknown[], R> {
  running = $state(false);
  failure = $state.raw<Failure | null>(null);

  readonly #run: (...args: A) => Promise<R>;

  constructor(run: (...args: A) => Promise<R>) {
    this.#run = run;
  }

  /** The result, or `undefined` when it failed (see {@link failure}) or is running already. */
  async go(...args: A): Promise<R | undefined> {
    if (this.running) return undefined;
    this.running = true;
    this.failure = null;
    try {
      return await this.#run(...args);
    } catch (cause) {
      this.failure = toFailure(cause);
      return undefined;
    } finally {
      this.running = false;
    }
  }
}
