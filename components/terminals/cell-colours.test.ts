import { describe, expect, it } from 'vitest';
import { coloursOf, contrast, type Palette, parseHex } from './cell-colours';

const dark: Palette = {
  fg: parseHex('#d9dfdb'),
  bg: parseHex('#0a0d0c'),
  cursor: parseHex('#62c6ac'),
  sixteen: ['#2b332f', '#f4758a', '#8ccb7e', '#e3b94f', '#86aef5', '#cba3e3', '#62c6c0', '#c6cec9'].flatMap(parse8),
};
function parse8(hex: string) {
  return [parseHex(hex)];
}
const light: Palette = { ...dark, fg: parseHex('#202623'), bg: parseHex('#fdfcf9') };

describe('the colours of a cell', () => {
  it('are the theme’s own, the table’s, or exactly those asked for', () => {
    expect(coloursOf(dark, -1, -1, 0)).toEqual({ ink: dark.fg, ground: null });
    expect(coloursOf(dark, 1, -1, 0).ink).toEqual(parseHex('#f4758a'));
    expect(coloursOf(dark, 208, 16, 0)).toEqual({ ink: [255, 135, 0], ground: [0, 0, 0] });
    expect(coloursOf(dark, 255, -1, 0).ink).toEqual([238, 238, 238]);
    expect(coloursOf(dark, 0x1000000 + 0xff8040, -1, 0).ink).toEqual([255, 128, 64]);
  });

  it('are turned round where they are inverse, and hidden where they are hidden', () => {
    expect(coloursOf(dark, -1, -1, 8)).toEqual({ ink: dark.bg, ground: dark.fg });
    expect(coloursOf(dark, 2, -1, 16).ink).toEqual(dark.bg);
  });

  it('stay readable in both themes, whatever a program chose', () => {
    for (const palette of [dark, light]) {
      for (let colour = 16; colour < 256; colour += 1) {
        for (const ground of [-1, 16, 21, 118, 231, 244]) {
          const { ink, ground: drawn } = coloursOf(palette, colour, ground, 0);
          expect(contrast(ink, drawn ?? palette.bg)).toBeGreaterThanOrEqual(4.4);
        }
      }
    }
  });

  it('are read as the style sheet writes them', () => {
    expect(parseHex(' #fff')).toEqual([255, 255, 255]);
    expect(parseHex('')).toEqual([0, 0, 0]);
  });
});
