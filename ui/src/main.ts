import "./styles/tokens.css";
import "./styles/fonts.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { readSentences } from "$lib/errors";
import { readFonts, readWords } from "$lib/fonts";
import { firstFrame } from "$lib/frame";
import { beginning, tauriHost } from "$lib/host";
import { tellsOfErrors } from "$lib/state/needs";
import { getLocale } from "./paraglide/runtime";

/**
 * Not at the top level of this module: the web view hands out a module that is asked for twice before it has run, if
 * anything in it depends on one that has ever waited there.
 */
async function begin(target: HTMLElement): Promise<void> {
  document.documentElement.lang = getLocale();
  const given = beginning();
  await Promise.all([readWords(), given && tellsOfErrors(given.overview) && readSentences()]);
  mount(App, { target, props: { host: tauriHost, beginning: given } });
  void firstFrame().then(readFonts);
}

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app to mount into");
void begin(target);
