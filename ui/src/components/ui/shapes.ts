import type { Snippet } from "svelte";
import type { IconName } from "./icons";
import type { StateTone } from "./tones";

// What the parts that show several things are given. In a file of its own, because TypeScript alone does not see into
// components.

/** A line of a list of facts. */
export interface Fact {
  label: string;
  /** The value, or what draws it. */
  value: string | Snippet;
  mono?: boolean | undefined;
  /** More about it, such as the exact moment, while the pointer rests on it. */
  hint?: string | undefined;
}

export type NoticeTone = "info" | "warn" | "risk" | "ok" | "practice";

/** One of the things that need the person. */
export interface ListedNotice {
  key: string;
  tone: NoticeTone;
  title: string;
  detail?: string | undefined;
  note?: string | undefined;
  action?: Snippet | undefined;
}

export interface ComboOption {
  /** May be empty: "none of its own" is a choice too. */
  value: string;
  label: string;
  /** What else is known of it, at the end of its line. */
  note?: string | undefined;
}

export type MenuItem =
  | {
      label: string;
      icon?: IconName | undefined;
      /** Keys that do the same, such as "Ctrl ↵". */
      shortcut?: string | undefined;
      danger?: boolean | undefined;
      disabled?: boolean | undefined;
      onselect: () => void;
    }
  | "separator";

/** A stage of a job: what is done, what is happening, what comes. */
export interface StageLine {
  key: string;
  title: string;
  state: "done" | "now" | "failed" | "todo";
  /** How long it took, or since when. */
  meta?: string | undefined;
  detail?: string | undefined;
}

/** A row of two things side by side. */
export interface ComparedRow {
  detail: string;
  from: string;
  onto: string;
  /** What that means, with its icon; without an icon it is a remark. */
  note?: { tone: StateTone; icon?: IconName | undefined; word: string } | undefined;
  mono?: boolean | undefined;
}

/** Something that will happen. */
export interface Consequence {
  key: string;
  icon: IconName;
  title: string;
  detail: string;
}

export interface ChecklistTask {
  key: string;
  title: string;
  hint?: string | undefined;
  /** What is being done about it now. */
  now?: string | undefined;
  done: boolean;
  /** Its buttons take a line of their own. */
  below?: boolean | undefined;
}
