/**
 * Has every face of the fonts read, those that the first view does not show included: a hash must not be blank while its
 * face is read. A face that cannot be read is done without.
 */
export async function readFonts(): Promise<void> {
  await Promise.allSettled([...document.fonts].map((face) => face.load()));
}
