/** Marks of direction and line breaks that are none in a tag: they would show another text than the record has. */
const DECEIVING = /[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A field as text: lists joined, tags as key = value on a line each, the rest as written; never markup. */
export function fieldText(value: unknown): string {
  return plain(value).replace(DECEIVING, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.map(plain).join(', ') || '–';
  if (typeof value !== 'object') return String(value) || '–';
  const entries = Object.entries(value);
  return entries.every(([, one]) => typeof one === 'string')
    ? entries.map(([key, one]) => `${key} = ${one}`).join('\n') || '–'
    : JSON.stringify(value);
}
