/** The font of everything but code; see `styles/fonts.css`. */
const WORDS = '1em "Inter Variable"';

/**
 * Has the font of the words read. Nothing is laid out before: the system's, which would stand in, takes longer to find.
 * A font that cannot be read is done without.
 */
export async function readWords(): Promise<void> {
  await document.fonts.load(WORDS).catch(() => undefined);
}

/** Has every face read, those that no view shows yet included: a hash must not be blank while its face is read. */
export async function readFonts(): Promise<void> {
  await Promise.allSettled([...document.fonts].map((face) => face.load()));
}
