import type { Terminal as XTerm } from '@xterm/xterm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createNotes, noteAbove } from './screen-note';

// The library looks for a window while it loads; nothing here opens one.
vi.stubGlobal('window', globalThis);
let Terminal: typeof XTerm;
beforeAll(async () => {
  ({ Terminal } = await import('@xterm/xterm'));
});

const NOTE = { text: 'Less than 5 min left.', colour: 'yellow' } as const;

async function screen(output: string, size: { cols?: number; rows?: number } = {}): Promise<XTerm> {
  const terminal = new Terminal({ allowProposedApi: true, cols: 40, rows: 6, ...size });
  await write(terminal, output);
  return terminal;
}
const write = (terminal: XTerm, text: string) => new Promise<void>((done) => terminal.write(text, done));
function rowsOf(terminal: XTerm): string[] {
  const { baseY } = terminal.buffer.active;
  return Array.from(
    { length: terminal.rows },
    (_, row) =>
      terminal.buffer.active
        .getLine(baseY + row)
        ?.translateToString()
        .trimEnd() ?? '',
  );
}
async function noted(terminal: XTerm, note: Parameters<typeof noteAbove>[1] = NOTE): Promise<void> {
  const bytes = noteAbove(terminal, note);
  expect(bytes).not.toBeNull();
  await write(terminal, bytes ?? '');
}

describe('noteAbove', () => {
  it('stands above a prompt, which goes on where it was', async () => {
    const terminal = await screen('hello\r\n$ ls');
    await noted(terminal);
    expect(rowsOf(terminal)).toEqual(['hello', NOTE.text, '$ ls', '', '', '']);
    // What readline does to correct the second letter of “ls” and go on.
    await write(terminal, '\b\x1b[Kogs\r\nout\r\n$ ');
    expect(rowsOf(terminal)).toEqual(['hello', NOTE.text, '$ logs', 'out', '$', '']);
  });

  it('scrolls for its place when the prompt is at the foot', async () => {
    const terminal = await screen('1\r\n2\r\n3\r\n4\r\n5\r\n$ ls');
    await noted(terminal);
    expect(rowsOf(terminal)).toEqual(['2', '3', '4', '5', NOTE.text, '$ ls']);
    await write(terminal, ' -l\r\nout');
    expect(rowsOf(terminal)).toEqual(['3', '4', '5', NOTE.text, '$ ls -l', 'out']);
    expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('1');
  });

  it('scrolls the same when the scrollback is full and the oldest line falls out', async () => {
    const terminal = new Terminal({ allowProposedApi: true, cols: 40, rows: 3, scrollback: 2 });
    await write(terminal, '1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n$ ls');
    await noted(terminal);
    expect(rowsOf(terminal)).toEqual(['7', NOTE.text, '$ ls']);
    await write(terminal, '!');
    expect(rowsOf(terminal)).toEqual(['7', NOTE.text, '$ ls!']);
  });

  it('keeps a line that wraps whole, and wraps itself', async () => {
    const terminal = await screen('old\r\n$ 0123456789abcdef', { cols: 10, rows: 8 });
    await noted(terminal);
    expect(rowsOf(terminal)).toEqual(['old', 'Less than', '5 min left', '.', '$ 01234567', '89abcdef', '', '']);
    // readline goes back to the line's beginning by one row up, as it knows its own wrapping.
    await write(terminal, '\x1b[A\r\x1b[J$ x');
    expect(rowsOf(terminal)).toEqual(['old', 'Less than', '5 min left', '.', '$ x', '', '', '']);
  });

  it('counts Japanese as two cells each', async () => {
    const terminal = await screen('$ ', { cols: 10 });
    await noted(terminal, { text: '残り 5 分未満', colour: 'red' });
    expect(rowsOf(terminal).slice(0, 3)).toEqual(['残り 5 分', '未満', '$']);
  });

  it('gives the program its colours back', async () => {
    const terminal = await screen('\x1b[1;36m$ ');
    await noted(terminal);
    await write(terminal, 'x');
    const cell = terminal.buffer.active.getLine(1)?.getCell(2);
    expect([cell?.getChars(), cell?.getFgColor(), Boolean(cell?.isBold())]).toEqual(['x', 6, true]);
  });

  it.each([
    ['the other screen', '\x1b[?1049h\x1b[H'],
    ['application cursor keys', '\x1b[?1h'],
    ['the mouse', '\x1b[?1002h'],
    ['rows that count from a margin', '\x1b[?6h'],
    ['letters that push', '\x1b[4h'],
    ['a frame being drawn', '\x1b[?2026h'],
    ['no wrapping', '\x1b[?7l'],
    ['something below the cursor', '\x1b[6;1Hstatus\x1b[2;1H'],
    ['a cursor that waits to wrap', 'x'.repeat(40)],
  ])('is never written into %s', async (_, output) => {
    expect(noteAbove(await screen(output), NOTE)).toBeNull();
  });

  it('is not written where the line began above the window', async () => {
    expect(noteAbove(await screen('x'.repeat(55), { cols: 10, rows: 6 }), NOTE)).toBeNull();
  });
});

describe('createNotes', () => {
  it('waits for a still screen that can take it, and writes once', async () => {
    vi.useFakeTimers();
    const terminal = new Terminal({ allowProposedApi: true, cols: 40, rows: 6 });
    const notes = createNotes(terminal);
    const show = async (text: string) => {
      const done = write(terminal, text);
      notes.wrote();
      await vi.advanceTimersByTimeAsync(100);
      await done;
    };
    await show('$ vi\r\n\x1b[?1049h\x1b[Htext');
    notes.set(NOTE);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(rowsOf(terminal)[0]).toBe('text');
    await show('\x1b[?1049l$ ');
    expect(rowsOf(terminal)).toEqual(['$ vi', '$', '', '', '', '']);
    await vi.advanceTimersByTimeAsync(1_300);
    await show('l');
    await vi.advanceTimersByTimeAsync(1_300);
    expect(rowsOf(terminal)).toEqual(['$ vi', '$ l', '', '', '', '']);
    await vi.advanceTimersByTimeAsync(300);
    expect(rowsOf(terminal)).toEqual(['$ vi', NOTE.text, '$ l', '', '', '']);
    await show('s');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(rowsOf(terminal)).toEqual(['$ vi', NOTE.text, '$ ls', '', '', '']);
    notes.stop();
    vi.useRealTimers();
  });
});
