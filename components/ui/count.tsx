'use client';

import { useLocale } from 'next-intl';
import { asLocale, type Locale } from './locale';

const narrowSpace = '\u202f';

/** A whole number with its thousands apart: a narrow no-break space in English, a comma in Japanese. */
export function formatCount(value: number, locale: Locale): string {
  const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 }).format(value);
  return locale === 'ja' ? grouped : grouped.replaceAll(',', narrowSpace);
}

/** A count, in the reader's language. */
export function Count({ value }: { value: number }) {
  return <>{formatCount(value, asLocale(useLocale()))}</>;
}

/** `formatCount` in the reader's language, for sentences: the # of a plural would group with a comma. */
export function useCount(): (value: number) => string {
  const locale = asLocale(useLocale());
  return (value) => formatCount(value, locale);
}
