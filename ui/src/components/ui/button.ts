/** Filled, tinted, framed, bare, as a link, and filled red: once in the app. */
export type ButtonVariant = "primary" | "tonal" | "default" | "ghost" | "link" | "danger";

export type ButtonSize = "sm" | "md" | "lg";
