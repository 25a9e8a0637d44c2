/** How something stands. Colour only repeats what icon and word say. */
export type StateTone = "ok" | "warn" | "risk" | "info" | "practice" | "quiet";

/** Marks without a word beside them differ in shape. */
export type DotTone = "ok" | "warn" | "risk" | "practice" | "busy";
