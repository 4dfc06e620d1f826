import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const themeAt = css.indexOf('@theme static');
const darkAt = css.indexOf('@variant dark', themeAt);

function coloursIn(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/--color-([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]),
  );
}

const palettes = {
  light: coloursIn(css.slice(themeAt, darkAt)),
  dark: coloursIn(css.slice(darkAt, css.indexOf('@variant phone', darkAt))),
};
type Theme = keyof typeof palettes;

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(theme: Theme, front: string, ground: string): number {
  const [one, other] = [front, ground].map((name) => {
    const hex = palettes[theme].get(name);
    if (!hex) throw new Error(`--color-${name} is missing in the ${theme} theme`);
    return luminance(hex);
  });
  const [low = 0, high = 0] = [one ?? 0, other ?? 0].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'active'];
const worst = (theme: Theme, front: string) => Math.min(...grounds.map((ground) => contrast(theme, front, ground)));

// The promised ratio on the worst ground a colour may stand on, dark then light. Whoever changes a colour changes this.
const onWorstGround: [string, number, number][] = [
  ['line-ctl', 3.07, 3.22],
  ['text', 11.67, 12.98],
  ['text-2', 6.83, 6.26],
  ['text-3', 4.85, 4.67],
  ['accent', 6.76, 5.32],
  ['accent-text', 7.55, 5.32],
  ['ok', 6.76, 5.82],
  ['wait', 7.51, 5.13],
  ['bad', 5.14, 5.69],
  ['info', 6.22, 5.27],
  ['idle', 5.74, 4.56],
  ['env-prod', 5.39, 4.67],
  ['env-stage', 5.31, 5.97],
  ['env-dev', 8.39, 7.53],
  ['env-site', 8.3, 6.51],
  ['env-other', 5.74, 4.56],
];

const onOwnGround: [string, string, number, number][] = [
  ['accent-ink', 'accent', 9.26, 6.83],
  ['text', 'accent-wash', 11.88, 13.73],
  ['ok', 'ok-wash', 6.88, 6.16],
  ['wait', 'wait-wash', 8.06, 5.5],
  ['bad', 'bad-wash', 6.29, 6.33],
  ['info', 'info-wash', 7.02, 5.54],
  ['bad-ink', 'bad-fill', 4.98, 7.3],
  ['env-prod', 'env-prod-wash', 6.31, 5.05],
  ['env-prod-ink', 'env-prod', 7.46, 6.0],
  ['term-fg', 'term-bg', 14.43, 15.02],
  ['term-fg', 'term-sel', 7.89, 11.63],
];

describe('colours', () => {
  it.each(onWorstGround)('%s keeps its contrast on the worst ground', (name, dark, light) => {
    expect(worst('dark', name)).toBeCloseTo(dark, 1);
    expect(worst('light', name)).toBeCloseTo(light, 1);
  });

  it.each(onOwnGround)('%s on %s keeps its contrast', (name, ground, dark, light) => {
    expect(contrast('dark', name, ground)).toBeCloseTo(dark, 1);
    expect(contrast('light', name, ground)).toBeCloseTo(light, 1);
  });

  it('lets every text colour be read everywhere, and every field border be seen', () => {
    for (const theme of ['dark', 'light'] as const) {
      for (const [name] of onWorstGround) {
        expect(worst(theme, name), `${name}, ${theme}`).toBeGreaterThanOrEqual(name === 'line-ctl' ? 3 : 4.5);
      }
      expect(contrast(theme, 'hit-ink', 'hit')).toBeGreaterThanOrEqual(10);
    }
  });

  it('keeps terminal text readable, except the dark black that is a background', () => {
    const hues = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
    for (const theme of ['dark', 'light'] as const) {
      for (const name of hues.flatMap((hue) => [`term-${hue}`, `term-bright-${hue}`])) {
        if (theme === 'dark' && name === 'term-black') continue;
        expect(contrast(theme, name, 'term-bg'), `${name}, ${theme}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('defines every colour for both themes', () => {
    const names = (theme: Theme) => [...palettes[theme].keys()].sort();
    expect(names('dark')).toEqual(names('light'));
  });
});
