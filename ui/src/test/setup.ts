import { afterEach } from "vitest";
import { overwriteGetLocale } from "../paraglide/runtime";

// Tests read English unless they say otherwise, whatever the machine speaks.
overwriteGetLocale(() => "en");
afterEach(() => overwriteGetLocale(() => "en"));
