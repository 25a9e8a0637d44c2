import { untrack } from "svelte";

/**
 * The dialogs that stand in front of the window. As long as there is one, nothing may change what lies beneath it: the
 * view would take its dialog, and what was typed there, away with it.
 */
class Modals {
  #open = $state(0);

  /** Whether one is open. */
  get any(): boolean {
    return this.#open > 0;
  }

  /** A dialog opens; answers what to call when it closes. */
  enter(): () => void {
    untrack(() => (this.#open += 1));
    return () => untrack(() => (this.#open -= 1));
  }
}

/** There is one window, whatever part of it opens a dialog. */
export const modals = new Modals();
