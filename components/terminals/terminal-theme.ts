import type { ISearchOptions } from '@xterm/addon-search';
import type { ITheme } from '@xterm/xterm';

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The terminal's colours as the page's theme has them now; the numbers live in app/tokens.css alone. */
export function currentTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(`--color-${name}`).trim();
  const theme: Record<string, string> = {
    background: value('term-bg'),
    foreground: value('term-fg'),
    cursor: value('accent'),
    cursorAccent: value('term-bg'),
    selectionBackground: value('term-sel'),
    scrollbarSliderBackground: value('line-2'),
    scrollbarSliderHoverBackground: value('line-ctl'),
    scrollbarSliderActiveBackground: value('line-ctl'),
    overviewRulerBorder: 'transparent',
  };
  for (const colour of colours) {
    theme[colour] = value(`term-${colour}`);
    theme[`bright${colour[0]?.toUpperCase()}${colour.slice(1)}`] = value(`term-bright-${colour}`);
  }
  return theme;
}

/** A colour between two of the form #rrggbb: `share` of the first. */
export function mixed(one: string, other: string, share: number): string {
  const part = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  const parts = [1, 3, 5].map((at) => Math.round(part(one, at) * share + part(other, at) * (1 - share)));
  return `#${parts.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** How search hits are marked in the page's theme; the grid keeps the letters on them readable by itself. */
export function searchMarks(): ISearchOptions {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(`--color-${name}`).trim();
  const [hit, ground] = [value('hit'), value('term-bg')];
  return {
    decorations: {
      matchBackground: mixed(hit, ground, 0.45),
      matchOverviewRuler: hit,
      activeMatchBackground: hit,
      activeMatchColorOverviewRuler: hit,
    },
  };
}

/** Calls back whenever the page's theme changes; returns how to stop. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', changed);
  };
}
