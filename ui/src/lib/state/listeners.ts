/** Those who want to be told; the newest last. Nothing is drawn from them, so they are no state. */
export class Listeners<A extends unknown[], R = void> {
  readonly #all = new Set<(...news: A) => R>();

  /** Adds one; answers how to take it out again. */
  add(listener: (...news: A) => R): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  tell(...news: A): void {
    for (const listener of this.#all) listener(...news);
  }

  /** Asks the newest first, until one says that it took it. */
  offer(...news: A): boolean {
    return [...this.#all].reverse().some((listener) => listener(...news) === true);
  }
}
