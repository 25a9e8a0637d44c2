import type { Settings } from "$lib/contract";
import { getLocale, isLocale, overwriteGetLocale, type Locale } from "../../paraglide/runtime";
import type { Loaded } from "./loaded.svelte";

/**
 * Puts the chosen theme and language on the document. The theme is also set on the native window by the program; the
 * attribute only matters where the web view does not follow that.
 */
export function dress(settings: Loaded<Settings>): { readonly locale: Locale } {
  let locale = $state(getLocale());

  $effect.pre(() => {
    const theme = settings.value?.theme;
    if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
  });
  $effect.pre(() => {
    const spoken = settings.value?.spoken;
    if (spoken === undefined || !isLocale(spoken)) return;
    overwriteGetLocale(() => spoken);
    document.documentElement.lang = spoken;
    locale = spoken;
  });
  return {
    get locale() {
      return locale;
    },
  };
}
