import type { Attachment } from "svelte/attachments";

/** Sets one property of an element's style, where a value is known only while it runs. */
export function setStyle(property: string, value: string): Attachment<HTMLElement | SVGElement> {
  return (element) => {
    element.style.setProperty(property, value);
  };
}
