import { createRawSnippet, type Snippet } from "svelte";

/** A snippet that draws some HTML, for components that take one. */
export function html<Args extends unknown[] = []>(
  markup: string | ((...args: Args) => string),
): Snippet<Args> {
  return createRawSnippet<Args>((...args) => ({
    render: () =>
      typeof markup === "string" ? markup : markup(...(args.map((get) => get()) as unknown as Args)),
  }));
}

/** A snippet of plain text. */
export const text = (words: string): Snippet => html(`<span>${words}</span>`);
