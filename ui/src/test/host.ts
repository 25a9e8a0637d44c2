import type { AppStatus } from "$lib/contract";
import type { Host } from "$lib/host";

/** A host that answers what a test tells it to, when the test tells it to. */
export class FakeHost implements Host {
  shown = 0;
  #waiting: { resolve: (status: AppStatus) => void; reject: (cause: unknown) => void }[] = [];

  appStatus(): Promise<AppStatus> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
  showWindow(): Promise<void> {
    this.shown += 1;
    return Promise.resolve();
  }

  /** How many looks wait for an answer. */
  get waiting(): number {
    return this.#waiting.length;
  }
  answer(status: AppStatus): void {
    this.#next().resolve(status);
  }
  refuse(cause: unknown): void {
    this.#next().reject(cause);
  }
  #next() {
    const next = this.#waiting.shift();
    if (!next) throw new Error("nobody asked the host for anything");
    return next;
  }
}

export const ready: AppStatus = { version: "1.2.3", engine: { state: "ready", appliances: 2 } };
