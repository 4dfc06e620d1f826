import type { Terminal } from '@xterm/xterm';

export type Note = { text: string; colour: 'yellow' | 'red' };

// Hangul Jamo is the first block whose characters take two cells; the sentences here are Latin or Japanese, so no table is needed.
const WIDE_FROM = 0x1100;
const cellsOf = (text: string) =>
  [...text].reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) >= WIDE_FROM ? 2 : 1), 0);

/**
 * What to write so that a note appears as lines of its own above the line the cursor is in, or null where no such thing is safe.
 *
 * The shell does not know that this line exists, so everything it may still draw has to come out right without knowing. A line editor
 * (readline, ZLE, psql) moves only relatively within its own line: pushing that whole line down, wrapped rows included, is invisible to
 * it. A program that addresses rows by number would draw over the note or beside it, so there must be no sign of one: not the other
 * screen, no cursor-key, mouse, origin or insert mode, nothing below the cursor. Everywhere else the strip has to do. The program's
 * colours and cursor come back through DECSC and DECRC, which no line editor holds across a pause.
 */
export function noteAbove(terminal: Terminal, { text, colour }: Note): string | null {
  const { modes, rows, cols } = terminal;
  const buffer = terminal.buffer.active;
  const { cursorX, cursorY, baseY } = buffer;
  if (buffer.type !== 'normal' || modes.applicationCursorKeysMode || modes.mouseTrackingMode !== 'none') return null;
  if (modes.originMode || modes.insertMode || modes.synchronizedOutputMode || !modes.wraparoundMode) return null;
  // A cursor beyond the last column waits to wrap, which moving it would forget.
  if (cursorX >= cols) return null;
  for (let row = cursorY + 1; row < rows; row += 1) {
    if (buffer.getLine(baseY + row)?.translateToString(true)) return null;
  }
  let first = cursorY;
  while (first > 0 && buffer.getLine(baseY + first)?.isWrapped) first -= 1;
  const height = Math.ceil(cellsOf(text) / cols);
  const scrolled = Math.max(0, height - (rows - 1 - cursorY));
  if (first - scrolled < 0) return null;
  return [
    '\x1b7\x1b(B\x0f\x1b[0m',
    scrolled > 0 ? `\x1b[${rows};1H${'\n'.repeat(scrolled)}` : '',
    `\x1b[${first - scrolled + 1};1H\x1b[${height}L`,
    `\x1b[${colour === 'red' ? 31 : 33}m${text}`,
    // DECRC for the colours; the place is said again, since scrolling has moved what it remembers.
    `\x1b8\x1b[${cursorY - scrolled + height + 1};${cursorX + 1}H`,
  ].join('');
}

/** Output must have been still for this long, so that no program is in the middle of drawing. */
const STILL_MS = 1_500;

/** Keeps the newest note until the screen is still and can take it; `wrote` must be called with every output. */
export function createNotes(terminal: Terminal): {
  set(note: Note | null): void;
  wrote(): void;
  stop(): void;
} {
  let pending: Note | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(timer);
    if (pending === null) return;
    timer = setTimeout(() => {
      // After everything that was written before it.
      terminal.write('', () => {
        if (pending === null) return;
        const bytes = noteAbove(terminal, pending);
        if (bytes === null) return;
        pending = null;
        terminal.write(bytes);
      });
    }, STILL_MS);
  };
  return {
    set(note) {
      pending = note;
      wait();
    },
    wrote: wait,
    stop: () => clearTimeout(timer),
  };
}
