import localFont from 'next/font/local';

// The files every page needs at first paint are preloaded; Japanese arrives in slices as its characters appear.
// Next reads these calls at build time, so their arguments have to be literals.

/** Instrument Sans, weights 400 to 700 in one file. */
export const instrumentSans = localFont({
  src: '../node_modules/@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2',
  weight: '400 700',
  display: 'swap',
  variable: '--font-instrument-sans',
});

/** Commit Mono, the terminal's own face. Regular and bold share one family, or bold text would be drawn with the regular. */
export const commitMono = localFont({
  src: [
    { path: '../node_modules/@fontsource/commit-mono/files/commit-mono-latin-400-normal.woff2', weight: '400' },
    { path: '../node_modules/@fontsource/commit-mono/files/commit-mono-latin-700-normal.woff2', weight: '700' },
  ],
  display: 'swap',
  variable: '--font-commit-mono',
  adjustFontFallback: false,
});
