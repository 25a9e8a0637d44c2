// @vitest-environment node
// Sentences of the architecture and the design that a look at the sources can hold.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";

const ui = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(ui, path), "utf8");
/** The whole catalogue of a language: every area's file. */
const catalogue = (language: string): Record<string, string> =>
  Object.assign(
    {},
    ...readdirSync(join(ui, "messages", language)).map(
      (file) => JSON.parse(read(`messages/${language}/${file}`)) as Record<string, string>,
    ),
  ) as Record<string, string>;
const en = catalogue("en");
const de = catalogue("de");
const sources = readdirSync(join(ui, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(ui, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));

describe("tokens", () => {
  const tokens = read("src/styles/tokens.css");
  const block = (start: string) => {
    const from = tokens.indexOf("{", tokens.indexOf(start)) + 1;
    return tokens.slice(from, tokens.indexOf("}", from)).replaceAll(/\s+/g, " ");
  };

  it("are dark in the same way whether the system or the person says so", () => {
    expect(block(':root[data-theme="dark"] {')).toBe(block(':root:not([data-theme="light"]) {'));
  });

  it("are the only place with raw colours", () => {
    const raw = sources
      .filter((path) => /\.(css|svelte)$/.test(path) && !path.endsWith("tokens.css"))
      .filter((path) => /#[0-9a-f]{3,8}\b(?!\w)|\b(rgb|hsl|oklch)\(/i.test(styles(path)));
    expect(raw).toEqual([]);
  });

  it("are all defined", () => {
    const used = sources.flatMap((path) =>
      [...styles(path).matchAll(/var\((--[\w-]+)/g)].map(([, name]) => `${path}: ${name}`),
    );
    expect(used.length).toBeGreaterThan(50);
    expect(used.filter((use) => !tokens.includes(`${use.split(": ")[1]}:`))).toEqual([]);
  });

  function styles(path: string): string {
    const text = read(path);
    return path.endsWith(".svelte") ? (text.match(/<style>[\s\S]*<\/style>/)?.[0] ?? "") : text;
  }
});

describe("the type check", () => {
  it("finds a known mistake", () => {
    // Versions of TypeScript and svelte-check that do not fit each other find nothing and say that all is well.
    const check = join(ui, "node_modules/svelte-check/bin/svelte-check");
    const { status, stdout } = spawnSync(
      process.execPath,
      [check, "--tsconfig", "test/canary/tsconfig.json"],
      { cwd: ui, encoding: "utf8" },
    );
    expect(stdout).toContain("is not assignable to type 'number'");
    expect(status).not.toBe(0);
  }, 60_000);
});

describe("boundaries", () => {
  it("let only lib/host import from Tauri", async () => {
    const eslint = new ESLint({ cwd: ui });
    const code =
      'import { invoke } from "@tauri-apps/api/core";\nexport const ask = () => invoke("app_status");\n';
    const rulesBroken = async (filePath: string) =>
      (await eslint.lintText(code, { filePath })).flatMap((file) =>
        file.messages.map(({ ruleId }) => ruleId),
      );
    expect(await rulesBroken("src/lib/state/jobs.svelte.ts")).toContain("no-restricted-imports");
    expect(await rulesBroken("src/lib/host/tauri.ts")).not.toContain("no-restricted-imports");
  }, 60_000);

  it("need nothing from elsewhere", () => {
    const remote = ["index.html", ...sources]
      .filter((path) => /\.(html|css|svelte|ts)$/.test(path) && !path.startsWith("src/paraglide/"))
      .filter((path) => /(src|href|url|import)\s*[=(]?\s*["'(]\s*(https?:)?\/\//.test(read(path)));
    expect(remote).toEqual([]);
  });
});

describe("languages", () => {
  const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

  it("have the same messages in the same files", () => {
    const areas = (language: string) =>
      readdirSync(join(ui, "messages", language)).map((file) => [
        file,
        Object.keys(JSON.parse(read(`messages/${language}/${file}`)) as object),
      ]);
    expect(areas("de")).toEqual(areas("en"));
  });

  it("are all compiled", () => {
    const { "plugin.inlang.messageFormat": format } = JSON.parse(read("project.inlang/settings.json")) as {
      "plugin.inlang.messageFormat": { pathPattern: string[] };
    };
    const compiled = format.pathPattern.map((path) => path.split("/").at(-1));
    // What the native menus and notifications say is read by the program itself.
    const native = ["menu.json", "notify.json"];
    const files = readdirSync(join(ui, "messages/en")).filter((file) => !native.includes(file));
    expect(files.sort()).toEqual(compiled.sort());
  });

  it("say nothing that is never said", () => {
    const code = sources
      .filter((path) => /\.(svelte|ts)$/.test(path) && !/\.test\.ts$|^src\/paraglide\//.test(path))
      .map(read)
      .join("\n");
    const native = new Set(
      ["menu", "notify"].flatMap((area) =>
        existsSync(join(ui, `messages/en/${area}.json`))
          ? Object.keys(JSON.parse(read(`messages/en/${area}.json`)) as object)
          : [],
      ),
    );
    const unused = Object.keys(en).filter(
      (key) => !key.startsWith("$") && !native.has(key) && !new RegExp(`\\bm\\.${key}\\b`).test(code),
    );
    expect(unused).toEqual([]);
  });

  it("never shout, beg or apologise", () => {
    const wrong = [...Object.values(en), ...Object.values(de)].filter((text) =>
      /!|\b(please|oops|sorry|successfully|bitte|leider|erfolgreich)\b/i.test(text),
    );
    expect(wrong).toEqual([]);
  });

  it("name the same things", () => {
    const differ = Object.entries(en).filter(
      // German may name the appliance where English says "it", but never the other way round.
      ([key, text]) => places(text).some((place) => !places(de[key] ?? "").includes(place)),
    );
    expect(differ.map(([key]) => key)).toEqual([]);
  });
});
