import { Utf8Pieces } from './utf8';

export type ScreenSize = { cols: number; rows: number };

// Characters in a row that a picture of a few millimetres can still hint at.
const MOST_COLUMNS = 200;

/**
 * The last lines a screen showed, as plain text, worked out from the end of its output: cursor moves and erasures are followed, colours
 * and titles dropped. Approximate where the beginning is cut off or characters are wide; meant for pictures, never for evidence.
 */
export function lastLines(output: Uint8Array, size: ScreenSize, most = 6): string[] {
  const pieces = new Utf8Pieces();
  const text = pieces.push(output) + pieces.end();
  const screen = new PlainScreen(size);
  for (const piece of text.match(PIECES) ?? []) screen.take(piece);
  return screen.lines(most);
}

// A control sequence, a string such as a title, another escape, one control character, or a run of text; what is cut off at the end is
// dropped with its escape.
const PIECES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being told apart
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: a control sequence begins with one
const CONTROL_SEQUENCE = /^\x1b\[(\??)([0-9;]*)[ -/]*([@-~])$/;

/** Rows of text and a cursor: enough of a screen to know what stood on it. */
class PlainScreen {
  private rows: string[] = [''];
  private row = 0;
  private column = 0;
  private readonly size: ScreenSize;

  constructor(size: ScreenSize) {
    this.size = { cols: Math.max(1, Math.min(size.cols, MOST_COLUMNS)), rows: Math.max(1, Math.min(size.rows, 1000)) };
  }

  take(piece: string): void {
    if (piece === '\n') this.down();
    else if (piece === '\r') this.column = 0;
    else if (piece === '\b') this.column = Math.max(0, this.column - 1);
    else if (piece === '\t') this.moveTo(this.row, (Math.floor(this.column / 8) + 1) * 8);
    else if (piece >= ' ' && piece !== '\x7f') this.write(piece);
    else this.command(CONTROL_SEQUENCE.exec(piece));
  }

  lines(most: number): string[] {
    const lines = this.rows.map((row) => row.trimEnd());
    while (lines.length > 0 && lines.at(-1) === '') lines.pop();
    return lines.slice(-most);
  }

  private write(text: string): void {
    let rest = [...text];
    while (rest.length > 0) {
      if (this.column >= this.size.cols) {
        this.down();
        this.column = 0;
      }
      const here = rest.slice(0, this.size.cols - this.column);
      rest = rest.slice(here.length);
      const row = [...this.current()];
      while (row.length < this.column) row.push(' ');
      row.splice(this.column, here.length, ...here);
      this.rows[this.row] = row.join('');
      this.column += here.length;
    }
  }

  private command(found: RegExpExecArray | null): void {
    if (!found) return;
    const [, isPrivate, given = '', final] = found;
    const numbers = given.split(';').map(Number);
    const first = numbers[0] || 1;
    // Entering and leaving the other screen: what stood here is no longer to be seen.
    if (isPrivate) {
      if ((final === 'h' || final === 'l') && /^(47|1047|1049)$/.test(given)) this.clear();
      return;
    }
    switch (final) {
      case 'A':
        this.moveTo(this.row - first, this.column);
        break;
      case 'B':
        this.moveTo(this.row + first, this.column);
        break;
      case 'C':
        this.moveTo(this.row, this.column + first);
        break;
      case 'D':
        this.moveTo(this.row, this.column - first);
        break;
      case 'G':
        this.moveTo(this.row, first - 1);
        break;
      case 'H':
      case 'f':
        this.moveTo(first - 1, (numbers[1] || 1) - 1);
        break;
      case 'd':
        this.moveTo(first - 1, this.column);
        break;
      case 'J':
        if (numbers[0]) this.clear();
        else this.eraseBelow();
        break;
      case 'K':
        this.eraseLine(numbers[0] ?? 0);
        break;
      case 'P':
        this.cut(first);
        break;
    }
  }

  private current(): string {
    return this.rows[this.row] ?? '';
  }

  private moveTo(row: number, column: number): void {
    this.row = Math.max(0, Math.min(row, this.size.rows - 1));
    this.column = Math.max(0, Math.min(column, this.size.cols - 1));
    while (this.rows.length <= this.row) this.rows.push('');
  }

  private down(): void {
    this.row += 1;
    if (this.row >= this.size.rows) {
      this.rows.shift();
      this.row = this.size.rows - 1;
    }
    while (this.rows.length <= this.row) this.rows.push('');
  }

  private clear(): void {
    this.rows = [''];
    this.moveTo(this.row, this.column);
  }

  private eraseBelow(): void {
    this.eraseLine(0);
    this.rows.length = this.row + 1;
  }

  private eraseLine(how: number): void {
    const row = [...this.current()];
    if (how === 0) this.rows[this.row] = row.slice(0, this.column).join('');
    else if (how === 2) this.rows[this.row] = '';
    else this.rows[this.row] = row.map((one, at) => (at <= this.column ? ' ' : one)).join('');
  }

  private cut(count: number): void {
    const row = [...this.current()];
    row.splice(this.column, count);
    this.rows[this.row] = row.join('');
  }
}
