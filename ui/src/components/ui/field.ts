import type { Snippet } from "svelte";
import type { FullAutoFill } from "svelte/elements";
import type { IconName } from "./icons";

/** What every labelled field can be told. */
export interface FieldProps {
  label: string;
  value?: string;
  hint?: string | undefined;
  error?: string | undefined;
  icon?: IconName | undefined;
  placeholder?: string | undefined;
  /** A fixed-width face, for what is compared letter by letter. */
  mono?: boolean | undefined;
  required?: boolean | undefined;
  autocomplete?: FullAutoFill | undefined;
  spellcheck?: boolean | undefined;
  readonly?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Taller, in dialogs and tasks. */
  large?: boolean | undefined;
  /** Where the focus goes when the dialog it is in opens. */
  autofocus?: boolean | undefined;
  /** What stands beside the input, such as "Choose…". */
  trailing?: Snippet | undefined;
  oninput?: ((event: Event) => void) | undefined;
  onchange?: ((event: Event) => void) | undefined;
  onkeydown?: ((event: KeyboardEvent) => void) | undefined;
  inputId?: string | undefined;
}

/** Which texts describe an input: what is wrong first. */
export function describedBy(
  id: string,
  error: string | undefined,
  hint: string | undefined,
): string | undefined {
  const ids = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}
