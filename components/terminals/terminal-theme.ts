import type { ITheme } from '@xterm/xterm';

/** The sixteen colours and the ground for both themes; contrast is computed against the ground and kept in a test. */
export const terminalThemes: Record<'dark' | 'light', ITheme> = {
  dark: {
    background: '#0A0D0C',
    foreground: '#D9DFDB',
    cursor: '#62C6AC',
    cursorAccent: '#0A0D0C',
    selectionBackground: '#24443D',
    black: '#2B332F',
    red: '#F4758A',
    green: '#8CCB7E',
    yellow: '#E3B94F',
    blue: '#86AEF5',
    magenta: '#CBA3E3',
    cyan: '#62C6C0',
    white: '#C6CEC9',
    brightBlack: '#7F8B85',
    brightRed: '#FF97A6',
    brightGreen: '#A9E09B',
    brightYellow: '#F2D07A',
    brightBlue: '#A9C6FF',
    brightMagenta: '#DDBDF0',
    brightCyan: '#8ADFD9',
    brightWhite: '#F3F6F4',
  },
  light: {
    background: '#FDFCF9',
    foreground: '#202623',
    cursor: '#176657',
    cursorAccent: '#FDFCF9',
    selectionBackground: '#CDE5DD',
    black: '#202623',
    red: '#AD2140',
    green: '#2F6E2A',
    yellow: '#805A00',
    blue: '#2A58AE',
    magenta: '#7A4799',
    cyan: '#0F6A73',
    white: '#565E59',
    brightBlack: '#6A716C',
    brightRed: '#C42A4B',
    brightGreen: '#357A2F',
    brightYellow: '#8F6500',
    brightBlue: '#3567C4',
    brightMagenta: '#8B55AC',
    brightCyan: '#147680',
    brightWhite: '#3A413D',
  },
};

/** The page's theme as it stands: what the switch chose, else what the system prefers. */
export function currentTheme(): 'dark' | 'light' {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'dark' || chosen === 'light') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Calls back whenever the page's theme changes; returns how to stop. */
export function onThemeChange(changed: (theme: 'dark' | 'light') => void): () => void {
  const tell = () => changed(currentTheme());
  const observer = new MutationObserver(tell);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', tell);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', tell);
  };
}
