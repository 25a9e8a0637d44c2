import { mount, unmount } from "svelte";
import type { Attachment } from "svelte/attachments";
import Bubble from "./TooltipBubble.svelte";

/** Long enough that a pointer passing by shows nothing. */
const DELAY_MS = 400;

let next = 0;

/**
 * Says more about an element while the pointer or the focus rests on it; Escape puts it away. A text that takes work is
 * given as what makes it, so that a view of many is not kept by what nobody looks at. `names` is set where the text
 * repeats the element's own name, so that a screen reader does not hear it twice.
 */
export function tooltip(says: string | (() => string) | undefined, names = false): Attachment<HTMLElement> {
  return (anchor) => {
    if (!says) return;
    const id = `tooltip-${++next}`;
    let bubble: ReturnType<typeof mount> | undefined;
    let delay: ReturnType<typeof setTimeout> | undefined;

    const show = () => {
      clearTimeout(delay);
      if (!bubble) {
        const text = typeof says === "string" ? says : says();
        bubble = mount(Bubble, { target: document.body, props: { id, text, anchor } });
      }
      if (!names) anchor.setAttribute("aria-describedby", id);
    };
    const hide = () => {
      clearTimeout(delay);
      if (!bubble) return;
      void unmount(bubble);
      bubble = undefined;
      if (!names) anchor.removeAttribute("aria-describedby");
    };
    const later = () => {
      clearTimeout(delay);
      delay = setTimeout(show, DELAY_MS);
    };
    const focused = () => {
      if (anchor.matches(":focus-visible")) show();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
    };

    anchor.addEventListener("pointerenter", later);
    anchor.addEventListener("pointerleave", hide);
    anchor.addEventListener("pointerdown", hide);
    anchor.addEventListener("focus", focused);
    anchor.addEventListener("blur", hide);
    anchor.addEventListener("keydown", escape);
    return () => {
      hide();
      anchor.removeEventListener("pointerenter", later);
      anchor.removeEventListener("pointerleave", hide);
      anchor.removeEventListener("pointerdown", hide);
      anchor.removeEventListener("focus", focused);
      anchor.removeEventListener("blur", hide);
      anchor.removeEventListener("keydown", escape);
    };
  };
}
