import type { Profile } from "$lib/contract";

/** A question to the person that any view may need answered before it can go on. */
export type Question =
  | { about: "password"; profile: Profile; why: "missing" | "refused" | "unconfirmed" | "change" }
  | { about: "certificate"; profile: Profile };

/** A question that is being asked. */
export interface Asked {
  question: Question;
  answer: (settled: boolean) => void;
}

/**
 * The dialogs every view shares. A view asks and waits; the dialog itself does what was answered, so `true` means
 * that it is done: the password is kept, or the certificate trusted.
 */
export class Asking {
  asked = $state.raw<Asked | null>(null);

  /** Asks; `false` if the person closed the dialog or another one is open. */
  ask(question: Question): Promise<boolean> {
    if (this.asked) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.asked = {
        question,
        answer: (settled) => {
          this.asked = null;
          resolve(settled);
        },
      };
    });
  }
}
