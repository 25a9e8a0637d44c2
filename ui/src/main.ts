import "./styles/tokens.css";
import "./styles/fonts.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { tauriHost } from "$lib/host";
import { getLocale } from "./paraglide/runtime";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app to mount into");

document.documentElement.lang = getLocale();
mount(App, { target, props: { host: tauriHost } });
