/** A window that nobody can see, such as one on another desktop, paints nothing. */
const LIMIT_MS = 250;

/** Fulfilled once the view has been painted that is there now. */
export function firstFrame(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, LIMIT_MS);
    // What is asked in a frame is done before it is painted, and what a timer asks is done after it.
    requestAnimationFrame(() => setTimeout(resolve));
  });
}
