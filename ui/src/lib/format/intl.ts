import { getLocale } from "../../paraglide/runtime";

/** Keeps what is made for the present language: Intl's formatters are slow to make and quick to use. */
export function perLocale<T>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    const locale = getLocale();
    let formatter = made.get(locale);
    if (!formatter) made.set(locale, (formatter = make(locale)));
    return formatter;
  };
}
