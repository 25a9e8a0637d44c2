import "./styles/tokens.css";
import "./styles/fonts.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { readFonts } from "$lib/fonts";
import { beginning, tauriHost } from "$lib/host";
import { getLocale } from "./paraglide/runtime";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app to mount into");

document.documentElement.lang = getLocale();
// Nothing is laid out before its fonts are there: the system's, which would stand in for them, take longer to find.
await readFonts();
mount(App, { target, props: { host: tauriHost, beginning: beginning() } });
