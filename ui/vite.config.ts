import { fileURLToPath } from "node:url";
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";
import { compactMessages } from "./plugins/compact-messages.ts";

export default defineConfig({
  plugins: [
    svelte(),
    svelteTesting(),
    paraglideVitePlugin({
      project: "./project.inlang",
      outdir: "./src/paraglide",
      strategy: ["preferredLanguage", "baseLocale"],
    }),
    compactMessages(),
  ],
  resolve: { alias: { $lib: fileURLToPath(new URL("./src/lib", import.meta.url)) } },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    // The oldest system web views we run in.
    target: ["es2022", "safari16"],
    // Nothing becomes a data: URL, so the policy stays `default-src 'self'` without exceptions.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What is in the bundle, for "About": the program reads it from there.
    license: { fileName: "licenses.json" },
    rolldownOptions: {
      output: {
        // What the first view needs comes in one piece: every piece is a question and an answer between two processes.
        codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] },
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "plugins/**/*.test.ts"],
    setupFiles: ["./src/test/setup.ts"],
    restoreMocks: true,
  },
});
