import localFont from 'next/font/local';

// The two files every page needs at first paint are preloaded; Japanese arrives in slices as its characters appear.
// Next reads these calls at build time, so their arguments have to be literals.

/** Instrument Sans, weights 400 to 700 in one file. */
export const instrumentSans = localFont({
  src: '../node_modules/@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2',
  weight: '400 700',
  display: 'swap',
  variable: '--font-instrument-sans',
});

/** Commit Mono regular, the terminal's own face. */
export const commitMono = localFont({
  src: '../node_modules/@fontsource/commit-mono/files/commit-mono-latin-400-normal.woff2',
  weight: '400',
  display: 'swap',
  variable: '--font-commit-mono',
  adjustFontFallback: false,
});

/** Commit Mono bold, wanted only by terminals that print bold text. */
export const commitMonoBold = localFont({
  src: '../node_modules/@fontsource/commit-mono/files/commit-mono-latin-700-normal.woff2',
  weight: '700',
  display: 'swap',
  variable: '--font-commit-mono-bold',
  adjustFontFallback: false,
  preload: false,
});
