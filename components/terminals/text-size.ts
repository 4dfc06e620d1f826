/** What the terminal's text may measure, in pixels. */
export const TEXT_SIZE = { least: 11, usual: 13, most: 20 } as const;

/** The nearest whole size within the limits; the usual one for what is no number. */
export function textSize(px: number): number {
  if (Number.isNaN(px)) return TEXT_SIZE.usual;
  return Math.min(TEXT_SIZE.most, Math.max(TEXT_SIZE.least, Math.round(px)));
}
