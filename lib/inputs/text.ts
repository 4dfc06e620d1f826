import { z } from 'zod';

// Control characters but the newline, line separators, unpaired surrogates, and the marks that reorder what a reader sees.
const FORBIDDEN = /(?!\n)\p{Cc}|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Surrogate}]/u;
const NEWLINE = /\n/;

/** Length in code points, as Postgres counts. */
function characters(text: string): number {
  return [...text].length;
}

/** One line of text, trimmed: no control characters, no line breaks, none of the marks that make text read in another order. Empty is allowed. */
export function lineOfText(most: number) {
  return z
    .string({ error: 'textNeeded' })
    .max(most * 4, 'tooLong')
    .trim()
    .refine((text) => characters(text) <= most, 'tooLong')
    .refine((text) => !FORBIDDEN.test(text) && !NEWLINE.test(text), 'charactersNotAllowed');
}

/** Text of several lines, trimmed, with Windows line ends made plain; otherwise as a line of text. */
export function severalLines(least: number, most: number) {
  return z
    .string({ error: 'textNeeded' })
    .max(most * 4, 'tooLong')
    .transform((text) => text.replaceAll('\r\n', '\n').trim())
    .refine((text) => characters(text) > 0 || least === 0, 'textNeeded')
    .refine((text) => characters(text) === 0 || characters(text) >= least, 'tooShort')
    .refine((text) => characters(text) <= most, 'tooLong')
    .refine((text) => !FORBIDDEN.test(text), 'charactersNotAllowed');
}

/** A field that may be left out: absent, null and blank are all null. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  const blankIsNull = (given: unknown) => (typeof given === 'string' && given.trim() === '' ? null : given);
  return z.preprocess(blankIsNull, schema.nullable()).default(null);
}

/** Whole minutes; a form's text of digits is taken as the number. */
export const minutes = z.preprocess(
  (given) => (typeof given === 'string' && /^\d{1,6}$/.test(given) ? Number(given) : given),
  z.int({ error: 'wholeNumberNeeded' }).min(1, 'tooSmall').max(43_200, 'tooLarge'),
);

/** An instant as ISO 8601 with its zone. */
export const instant = z.iso
  .datetime({ offset: true, error: 'instantNeeded' })
  .transform((text) => new Date(text))
  .refine(
    (at) => !Number.isNaN(at.getTime()) && at.getUTCFullYear() >= 2000 && at.getUTCFullYear() < 2200,
    'instantNeeded',
  );
