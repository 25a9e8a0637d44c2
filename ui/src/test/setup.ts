import { afterEach } from "vitest";
import { readSentences } from "$lib/errors";
import { overwriteGetLocale } from "../paraglide/runtime";

// Tests read English unless they say otherwise, whatever the machine speaks.
overwriteGetLocale(() => "en");
afterEach(() => overwriteGetLocale(() => "en"));

// As the host does before its first answer.
await readSentences();
