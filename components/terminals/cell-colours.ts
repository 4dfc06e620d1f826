import { DEFAULT_COLOUR, PEN_FLAGS, TRUE_COLOUR } from '@/lib/domain/recordings/pen';

export type Rgb = readonly [red: number, green: number, blue: number];

/** The page's colours for a drawn terminal, as they are now. */
export type Palette = { fg: Rgb; bg: Rgb; cursor: Rgb; sixteen: readonly Rgb[] };

/** What is readable as text on its ground; the same as the terminal itself keeps. */
const LEAST_CONTRAST = 4.5;
const CUBE = [0, 95, 135, 175, 215, 255] as const;

/** The two colours of a run: palette, 256-colour table or true colour, turned round where it is inverse, kept readable. */
export function coloursOf(palette: Palette, fg: number, bg: number, flags: number): { ink: Rgb; ground: Rgb | null } {
  // Bold lifts the eight dark colours, as terminals do.
  const lifted = flags & PEN_FLAGS.bold && fg >= 0 && fg < 8 ? fg + 8 : fg;
  let ink = colourOf(palette, lifted, palette.fg);
  let ground = bg === DEFAULT_COLOUR ? null : colourOf(palette, bg, palette.bg);
  if (flags & PEN_FLAGS.inverse) [ink, ground] = [ground ?? palette.bg, ink];
  const under = ground ?? palette.bg;
  if (flags & PEN_FLAGS.hidden) return { ink: under, ground };
  if (flags & PEN_FLAGS.dim) ink = mixed(ink, under, 0.35);
  return { ink: readable(ink, under), ground };
}

/** WCAG 2 contrast of two colours, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** Reads "#rgb" or "#rrggbb"; anything else is black. */
export function parseHex(text: string): Rgb {
  const digits = text.trim().replace('#', '');
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const number = Number.parseInt(full, 16) || 0;
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

function colourOf(palette: Palette, colour: number, otherwise: Rgb): Rgb {
  if (colour === DEFAULT_COLOUR) return otherwise;
  if (colour >= TRUE_COLOUR) return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
  if (colour < 16) return palette.sixteen[colour] ?? otherwise;
  if (colour >= 232) {
    const grey = 8 + (colour - 232) * 10;
    return [grey, grey, grey];
  }
  const at = colour - 16;
  return [CUBE[Math.floor(at / 36)] ?? 0, CUBE[Math.floor(at / 6) % 6] ?? 0, CUBE[at % 6] ?? 0];
}

/** The colour moved towards black or white, whichever is further from its ground, until it can be read. */
function readable(ink: Rgb, ground: Rgb): Rgb {
  const away: Rgb = luminance(ground) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  let moved = ink;
  for (let step = 1; step <= 10 && contrast(moved, ground) < LEAST_CONTRAST; step += 1)
    moved = mixed(ink, away, step / 10);
  return moved;
}

function mixed(one: Rgb, other: Rgb, share: number): Rgb {
  const at = (index: 0 | 1 | 2) => Math.round(one[index] + (other[index] - one[index]) * share);
  return [at(0), at(1), at(2)];
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
