/** How a cell is drawn. A colour is DEFAULT_COLOUR, a place in the 256-colour table, or TRUE_COLOUR plus 0xRRGGBB. */
export type Pen = { readonly fg: number; readonly bg: number; readonly flags: number };

export const DEFAULT_COLOUR = -1;
export const TRUE_COLOUR = 0x1000000;

/** Bits of a pen's flags. */
export const PEN_FLAGS = { bold: 1, dim: 2, underline: 4, inverse: 8, hidden: 16 } as const;

export const PLAIN_PEN: Pen = { fg: DEFAULT_COLOUR, bg: DEFAULT_COLOUR, flags: 0 };

const SET: Readonly<Record<number, number>> = { 1: 1, 2: 2, 4: 4, 7: 8, 8: 16, 21: 4 };
const CLEAR: Readonly<Record<number, number>> = { 22: 1 | 2, 24: 4, 27: 8, 28: 16 };

/**
 * The pen after a "select graphic rendition" with these parameters (ECMA-48 8.3.117, and the 38/48 colours of ITU-T T.416 with either
 * separator). What is not known is passed over.
 */
export function penAfter(pen: Pen, parameters: string): Pen {
  let { fg, bg, flags } = pen;
  const given = parameters.split(';');
  for (let at = 0; at < given.length; at += 1) {
    const [code = 0, ...sub] = (given[at] ?? '').split(':').map(Number);
    if (code === 0) {
      fg = DEFAULT_COLOUR;
      bg = DEFAULT_COLOUR;
      flags = 0;
    } else if (code === 38 || code === 48) {
      const colour = sub.length > 0 ? colourOf(sub) : colourOf(given.slice(at + 1, at + 5).map(Number));
      if (sub.length === 0) at += given[at + 1] === '2' ? 4 : 2;
      if (colour === null) continue;
      if (code === 38) fg = colour;
      else bg = colour;
    } else if (code === 39) fg = DEFAULT_COLOUR;
    else if (code === 49) bg = DEFAULT_COLOUR;
    else if (code >= 30 && code <= 37) fg = code - 30;
    else if (code >= 40 && code <= 47) bg = code - 40;
    else if (code >= 90 && code <= 97) fg = code - 90 + 8;
    else if (code >= 100 && code <= 107) bg = code - 100 + 8;
    // "4:0" is the one sub-parameter in use that takes away.
    else if (code === 4 && sub[0] === 0) flags &= ~PEN_FLAGS.underline;
    else flags = (flags | (SET[code] ?? 0)) & ~(CLEAR[code] ?? 0);
  }
  return { fg, bg, flags };
}

/** "5 n", or "2 r g b", which with colons may name a colour space before its three numbers. */
function colourOf([kind, ...numbers]: readonly number[]): number | null {
  if (kind === 5) return isByte(numbers[0]) ? numbers[0] : null;
  if (kind !== 2) return null;
  const [red, green, blue] = numbers.length > 3 ? numbers.slice(1) : numbers;
  return isByte(red) && isByte(green) && isByte(blue) ? TRUE_COLOUR + red * 65_536 + green * 256 + blue : null;
}

function isByte(number: number | undefined): number is number {
  return number !== undefined && Number.isInteger(number) && number >= 0 && number <= 255;
}
