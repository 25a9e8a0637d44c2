import { getLocale } from "../paraglide/runtime";

type Inputs = Record<string, unknown>;
type Said = string | ((inputs: Inputs) => string);

/** A message of the catalogue as a build keeps it; see `plugins/compact-messages.ts`. */
export function message(en: Said, de: Said) {
  return (inputs: Inputs = {}, options: { locale?: "en" | "de" } = {}): string => {
    const said = (options.locale ?? getLocale()) === "en" ? en : de;
    return typeof said === "string" ? said : said(inputs);
  };
}
