// Control characters, half a character, line separators, and the marks that make text read in another order than it was written.
const UNREADABLE = /\p{Cc}|\p{Surrogate}|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Foreign text as one line that shows what it says, at most so many characters of it. For what is kept although it was not asked for. */
export function plainLine(text: string, most: number): string {
  return [
    ...text
      .slice(0, most * 2)
      .replace(UNREADABLE, ' ')
      .trim(),
  ]
    .slice(0, most)
    .join('');
}
