/** The languages of the interface. */
export const locales = ['en', 'ja'] as const;
export type Locale = (typeof locales)[number];

/** Narrows whatever a cookie or a framework says to a language we speak; English otherwise. */
export function asLocale(value: string | undefined): Locale {
  return locales.find((locale) => locale === value) ?? 'en';
}
