/** A form whose fields of these names hold text, each with what is wrong with it. */
export type Form<Name extends string> = Record<Name, string> & {
  readonly errors: Partial<Record<Name, string>>;
  /** Something was typed: what was wrong with it may be right now. */
  typed(field: Name): void;
};
