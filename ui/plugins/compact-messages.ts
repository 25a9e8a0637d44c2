import type { Plugin } from "vite";

/** A module of one message, in the folder that the catalogue is compiled into. */
const MODULE = /\/paraglide\/messages\/(?!_index)\w+\.js$/;
const COMMENTS = /\/\*[\s\S]*?\*\//g;
/** What one language says: a template, with or without something to put into it. */
const SAID = /const (en|de)_\w+ =\s+\((i?)\) => \{\s*return\s+\((`(?:[^`\\]|\\[\s\S])*`)\)\s*\};/g;
const NAME = /export const (\w+) =/;

/**
 * Makes two texts of the three functions of each message. The web view reads every function of its first script twice
 * before it shows anything; a text costs it next to nothing. What is no plain text stays as it was compiled.
 */
export function compactMessages(): Plugin {
  return {
    name: "compact-messages",
    enforce: "post",
    apply: "build",
    transform(code, id) {
      const compact = MODULE.test(id) ? compacted(code) : undefined;
      return compact === undefined ? undefined : { code: compact, map: null };
    },
  };
}

/** The module with the same message, or `undefined` if it says more than two templates. */
export function compacted(code: string): string | undefined {
  const bare = code.replace(COMMENTS, "");
  const name = NAME.exec(bare)?.[1];
  const said = [...bare.matchAll(SAID)].map(([, locale, inputs, text]) => ({ locale, inputs, text }));
  const [en, de] = ["en", "de"].map((locale) => said.find((one) => one.locale === locale));
  if (name === undefined || !en || !de || said.length !== 2) return undefined;
  const of = ({ inputs, text }: typeof en) => (inputs === "" ? text : `(i) => ${text}`);
  return `import { message } from "$lib/message";\nexport const ${name} = /*#__PURE__*/ message(${of(en)}, ${of(de)});\n`;
}
