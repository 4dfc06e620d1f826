import { ClipboardAddon } from '@xterm/addon-clipboard';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';
import { createNotes, type Note } from './screen-note';
import { currentTheme, onThemeChange } from './terminal-theme';

export type ScreenOptions = {
  host: HTMLElement;
  fontSize: number;
  screenReader: boolean;
  readOnly: boolean;
  /** For watchers in a low box: the grid is as wide as the box, and the box scrolls to where the cursor is. */
  follows?: boolean;
  onInput: (text: string) => void;
  onBinary: (bytes: Uint8Array) => void;
  onSize: (size: { cols: number; rows: number }) => void;
  /** A text of several lines is about to be pasted; the caller decides and calls paste(). */
  onPaste: (text: string) => void;
  /** The program wants this text on the clipboard; nothing happens unless the person allows it. */
  onClipboardWish: (text: string) => void;
};

/** An xterm on the page with everything around it that needs no wire. */
export type Screen = {
  terminal: Terminal;
  search: SearchAddon;
  write(bytes: Uint8Array, shown: () => void): void;
  /** A line of ours above the one the cursor is in, as soon as that harms nothing; null takes back one that still waits. */
  setNote(note: Note | null): void;
  /** Several lines are fine here: the guard has been passed. */
  paste(text: string): void;
  fit(): void;
  /** For watchers: the operator's grid, scaled to what fits. */
  fixSize(cols: number, rows: number): void;
  setFontSize(px: number): void;
  setScreenReader(on: boolean): void;
  close(): void;
};

/** The mono stack as the page resolved it; next/font gives the families generated names. */
function fontFamily(): string {
  return getComputedStyle(document.documentElement).getPropertyValue('--font-mono').trim() || 'monospace';
}

/** Opens the grid once its font is there, so that cells are measured right the first time. */
export async function openScreen(options: ScreenOptions): Promise<Screen> {
  const family = fontFamily();
  const [face = family] = family.split(',');
  const fonts = [`400 13px ${face}`, `700 13px ${face}`];
  await Promise.all(fonts.map((font) => document.fonts.load(font))).catch(() => undefined);
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    cursorStyle: 'block',
    fontFamily: family,
    fontSize: options.fontSize,
    lineHeight: 18 / 15.6,
    minimumContrastRatio: 4.5,
    scrollback: 10_000,
    screenReaderMode: options.screenReader,
    disableStdin: options.readOnly,
    macOptionIsMeta: true,
    rightClickSelectsWord: true,
    theme: currentTheme(),
    // Links a program draws (OSC 8) can say one thing and lead elsewhere: only plain web addresses, only with a modifier held.
    linkHandler: { activate: (event, address) => follow(event, address), allowNonHttpProtocols: false },
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new UnicodeGraphemesAddon());
  terminal.loadAddon(new WebLinksAddon(follow));
  // Programs may never read the clipboard, and write to it only after the person said yes.
  terminal.loadAddon(
    new ClipboardAddon(undefined, {
      readText: () => '',
      writeText: (_selection, text) => options.onClipboardWish(text.slice(0, 100_000)),
    }),
  );
  terminal.open(options.host);
  const isWebgl = drawWithWebgl(terminal, () => spaceCells());
  const spaceCells = () => {
    terminal.options.letterSpacing = isWebgl() ? lostByWebgl(terminal) : 0;
  };
  spaceCells();
  const fontsLoaded = redrawWhenFontsArrive(terminal);
  const notes = createNotes(terminal);

  terminal.onData(options.onInput);
  terminal.onBinary((text) => options.onBinary(Uint8Array.from(text, (char) => char.charCodeAt(0))));
  // xterm hands over more than it declares, which no form of ours knows.
  terminal.onResize(({ cols, rows }) => options.onSize({ cols, rows }));
  const guard = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!/[\r\n]./s.test(text)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!options.readOnly) options.onPaste(text);
  };
  options.host.addEventListener('paste', guard, true);

  const resized = new ResizeObserver(() => {
    if (!options.readOnly) fit.fit();
  });
  resized.observe(options.host);
  const themed = onThemeChange(() => {
    terminal.options.theme = currentTheme();
  });
  if (options.follows) terminal.onCursorMove(() => showCursor(terminal, options.host));
  if (options.readOnly) {
    // Who only watches types nothing: Tab leads on to what comes after the grid, and Escape is the page's.
    terminal.attachCustomKeyEventHandler(({ key }) => key !== 'Tab' && key !== 'Escape');
  } else fit.fit();

  return {
    terminal,
    search,
    write(bytes, shown) {
      askForFonts(bytes, family);
      terminal.write(bytes, shown);
      notes.wrote();
    },
    setNote: notes.set,
    paste: (text) => terminal.paste(text),
    fit: () => fit.fit(),
    fixSize(cols, rows) {
      terminal.resize(cols, rows);
      scaleToFit(terminal, options.host, options.follows === true);
      spaceCells();
    },
    setFontSize(px) {
      // A watcher's text is as large as the operator's grid leaves room for.
      if (options.readOnly) return;
      terminal.options.fontSize = px;
      spaceCells();
      fit.fit();
    },
    setScreenReader(on) {
      terminal.options.screenReaderMode = on;
    },
    close() {
      notes.stop();
      resized.disconnect();
      themed();
      fontsLoaded();
      options.host.removeEventListener('paste', guard, true);
      terminal.dispose();
    },
  };
}

/** WebGL where it works; where it does not, or its context is lost, the DOM renderer goes on without a word. Returns which of the two draws. */
function drawWithWebgl(terminal: Terminal, onLoss: () => void): () => boolean {
  let drawing = false;
  try {
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => {
      drawing = false;
      webgl.dispose();
      onLoss();
    });
    terminal.loadAddon(webgl);
    drawing = true;
  } catch {
    // No WebGL here.
  }
  return () => drawing;
}

/** Width of a cell in the face's own measure; Commit Mono is 0.6 em wide. */
const CELL_EM = 0.6;

/** WebGL cuts the width of a cell down to whole device pixels, which crushes the letters; one pixel comes back where over a third was lost. */
function lostByWebgl(terminal: Terminal): number {
  const width =
    letterWidth(terminal.options.fontSize ?? 13, terminal.options.fontFamily ?? 'monospace') * devicePixelRatio;
  return width - Math.floor(width) > 1 / 3 ? 1 : 0;
}

/** CSS pixels of a letter as xterm measures it: where letters are fitted to whole pixels there is no fraction to lose. */
function letterWidth(fontPx: number, family: string): number {
  const canvas = 'OffscreenCanvas' in window ? new OffscreenCanvas(1, 1).getContext('2d') : null;
  if (!canvas) return fontPx * CELL_EM;
  canvas.font = `${fontPx}px ${family}`;
  return canvas.measureText('W').width;
}

const decoder = new TextDecoder();
const asked = new Set<string>();

/**
 * The Japanese face comes in many small files, each fetched when the page shows one of its characters; what is drawn on a canvas
 * does not count as shown, so new characters are asked for here.
 */
function askForFonts(bytes: Uint8Array, family: string) {
  if (!bytes.some((byte) => byte >= 0xe2)) return;
  const fresh = [...decoder.decode(bytes)].filter((char) => char >= '\u2e80' && char !== '\ufffd' && !asked.has(char));
  if (fresh.length === 0) return;
  for (const char of fresh) asked.add(char);
  void document.fonts.load(`13px ${family}`, fresh.join('')).catch(() => undefined);
}

/** Glyphs drawn before their font was there stay boxes until the atlas forgets them. Returns how to stop. */
function redrawWhenFontsArrive(terminal: Terminal): () => void {
  const redraw = () => {
    terminal.clearTextureAtlas();
    terminal.refresh(0, terminal.rows - 1);
  };
  document.fonts.addEventListener('loadingdone', redraw);
  return () => document.fonts.removeEventListener('loadingdone', redraw);
}

function follow(event: MouseEvent, address: string) {
  if (!(event.metaKey || event.ctrlKey)) return;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return;
  }
  if (url.protocol === 'https:' || url.protocol === 'http:') window.open(url, '_blank', 'noopener,noreferrer');
}

/** Shrinks the font until the operator's grid fits the watcher's window; never under 6 px, then it scrolls. */
function scaleToFit(terminal: Terminal, host: HTMLElement, byWidth: boolean) {
  const perPixel = { width: CELL_EM, height: 18 / 13 };
  const fits = Math.min(
    host.clientWidth / (terminal.cols * perPixel.width),
    byWidth ? Number.POSITIVE_INFINITY : host.clientHeight / (terminal.rows * perPixel.height),
  );
  terminal.options.fontSize = Math.max(6, Math.min(13, Math.floor(fits * 2) / 2));
}

/** Scrolls the box so that the row of the cursor, and one below it, are in view. */
function showCursor(terminal: Terminal, host: HTMLElement) {
  const drawn = host.querySelector('.xterm-screen')?.clientHeight ?? 0;
  const foot = ((terminal.buffer.active.cursorY + 2) * drawn) / terminal.rows;
  const head = foot - (3 * drawn) / terminal.rows;
  if (foot > host.scrollTop + host.clientHeight) host.scrollTop = foot - host.clientHeight;
  else if (head < host.scrollTop) host.scrollTop = Math.max(0, head);
}
