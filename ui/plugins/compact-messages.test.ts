// @vitest-environment node
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "@inlang/paraglide-js";
import { afterAll, expect, it } from "vitest";
import { message } from "$lib/message";
import { m } from "../src/paraglide/messages";
import { compacted } from "./compact-messages";

const ui = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "messages-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Message = (inputs: Record<string, string>, options: { locale: "en" | "de" }) => string;
const compiled = m as unknown as Record<string, Message>;

/** Whatever a text asks for has its own name as its value. */
const named = new Proxy({}, { get: (_, name) => `<${String(name)}>` });

/** The message that a compacted module exports. */
function run(code: string): Message {
  const made = code.replace(/^import.*$/m, "").replace(/export const \w+ =/, "return");
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code is what is tested
  return (new Function("message", made) as (make: typeof message) => Message)(message);
}

it("says the same in both languages", async () => {
  const project = join(ui, "project.inlang");
  await compile({ project, outdir: folder, outputStructure: "message-modules", emitGitIgnore: false });
  const modules = readdirSync(join(folder, "messages")).filter((file) => file !== "_index.js");
  const kept = modules.filter((file) => {
    const code = compacted(readFileSync(join(folder, "messages", file), "utf8"));
    if (code === undefined) return true;
    const [, name = ""] = /export const (\w+)/.exec(code) ?? [];
    for (const locale of ["en", "de"] as const) {
      expect(run(code)(named, { locale }), `${name} in ${locale}`).toBe(compiled[name]?.(named, { locale }));
    }
    return false;
  });
  expect(modules.length).toBeGreaterThan(800);
  expect(kept.length, `kept as compiled: ${kept.slice(0, 5).join(", ")}`).toBeLessThan(modules.length / 20);
});

it("leaves alone what is more than a text", () => {
  expect(compacted("export const x = () => `a`;")).toBeUndefined();
});
