import type { Attachment } from "svelte/attachments";

/** How near the window's edge anything may come. */
const EDGE = 4;

/**
 * Places a fixed element below its anchor: above it where there is no room below, and never outside the window. The
 * position is set on the element's style object, which the content security policy allows; an attribute it does not.
 */
export function anchored(
  anchor: () => HTMLElement | undefined,
  { gap = 4, wide = false }: { gap?: number; wide?: boolean } = {},
): Attachment<HTMLElement> {
  return (floating) => {
    const at = anchor()?.getBoundingClientRect();
    if (!at) return;
    if (wide) floating.style.setProperty("width", `${at.width}px`);
    const { width, height } = floating.getBoundingClientRect();
    const below = at.bottom + gap;
    const above = at.top - gap - height;
    const top = below + height + EDGE > window.innerHeight && above >= EDGE ? above : below;
    const left = Math.min(at.left, window.innerWidth - width - EDGE);
    floating.style.setProperty("top", `${Math.max(EDGE, top)}px`);
    floating.style.setProperty("left", `${Math.max(EDGE, left)}px`);
  };
}
