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

/** In a function, because nothing may wait at the top level of a module: see eslint.config.js. */
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
