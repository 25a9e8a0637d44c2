import { fileURLToPath } from "node:url";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const tauriOnlyInHost = {
  group: ["@tauri-apps/*"],
  message: "Only src/lib/host talks to Tauri; ask the host for what you need.",
};

// The web view hands out a module that is asked for twice before it has run, if anything below it has ever waited at its
// top level (WebKit bug 242740): what it exports is then undefined.
const noTopLevelAwait = {
  selector: "AwaitExpression:not(:function AwaitExpression)",
  message: "WebKit breaks modules above one that waits at its top level; put it into a function.",
};

export default ts.config(
  { ignores: ["dist/", "src/paraglide/", "src/lib/contract/", "project.inlang/", "test/canary/"] },
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        projectService: true,
        tsconfigRootDir: fileURLToPath(new URL(".", import.meta.url)),
      },
    },
    rules: {
      "no-console": "error",
      "no-restricted-imports": ["error", { patterns: [tauriOnlyInHost] }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { extraFileExtensions: [".svelte"], parser: ts.parser, svelteConfig },
    },
    rules: {
      "svelte/no-at-html-tags": "error",
      "svelte/no-inline-styles": "error",
      "svelte/button-has-type": "error",
    },
  },
  {
    files: ["src/**"],
    ignores: ["**/*.test.ts", "src/test/**"],
    rules: { "no-restricted-syntax": ["error", noTopLevelAwait] },
  },
  { files: ["src/lib/host/**"], rules: { "no-restricted-imports": "off" } },
  { files: ["*.js"], ...ts.configs.disableTypeChecked },
);
