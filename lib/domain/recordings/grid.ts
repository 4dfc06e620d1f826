import { cellWidth } from './cell-width';
import { controlSequence, piecesOf, unfinishedEscape } from './escapes';
import { type Pen, PLAIN_PEN, penAfter } from './pen';

export type ScreenSize = { cols: number; rows: number };

/** One place of the grid; the right half of a wide character holds an empty text. */
export type Cell = { readonly text: string; readonly pen: Pen };
export type Row = Cell[];

// What a picture of a few millimetres can still hint at, and what keeps a hostile size from taking memory.
const MOST_COLUMNS = 200;
const MOST_ROWS = 90;
/** An escape sequence longer than this is none. */
const LONGEST_ESCAPE = 256;

type Place = { row: number; column: number; pen: Pen };

/**
 * A screen worked out from output: characters, colours, the cursor, both screens, margins. Follows what programs commonly send, not all
 * of a terminal; meant for pictures, never for evidence. Any text is taken without failing, in bounded memory.
 */
export class Grid {
  /** The size that was asked for, which may be more than is kept. */
  asked: ScreenSize;
  cols: number;
  rows: number;
  cursor: { row: number; column: number } = { row: 0, column: 0 };
  isCursorShown = true;
  /** A full-screen program has the other screen. */
  isAlternate = false;
  #lines: Row[] = [];
  #pen: Pen = PLAIN_PEN;
  #kept: Place = { row: 0, column: 0, pen: PLAIN_PEN };
  #behind: { lines: Row[]; place: Place } | null = null;
  #top = 0;
  #bottom: number;
  #rest = '';
  #last = '';

  constructor(size: ScreenSize) {
    this.asked = size;
    this.cols = bounded(size.cols, MOST_COLUMNS);
    this.rows = bounded(size.rows, MOST_ROWS);
    this.#bottom = this.rows - 1;
  }

  /** The cells of a row; shorter than the grid is wide where nothing was written at its end. */
  row(at: number): readonly Cell[] {
    return this.#lines[at] ?? [];
  }

  resize(size: ScreenSize): void {
    const rows = bounded(size.rows, MOST_ROWS);
    this.asked = size;
    this.cols = bounded(size.cols, MOST_COLUMNS);
    // As a terminal does: rows above the cursor leave first.
    const over = Math.max(0, this.cursor.row - rows + 1);
    this.#lines = this.#lines.slice(over, over + rows).map((line) => line.slice(0, this.cols));
    this.rows = rows;
    this.#top = 0;
    this.#bottom = rows - 1;
    this.#moveTo(this.cursor.row - over, this.cursor.column);
  }

  feed(text: string): void {
    const all = this.#rest + text;
    const unfinished = unfinishedEscape(all);
    // Of a string that does not end only its beginning is kept: enough to know that it is one.
    this.#rest = unfinished.length <= LONGEST_ESCAPE ? unfinished : unfinished.slice(0, 2);
    const whole = unfinished === '' ? all : all.slice(0, -unfinished.length);
    for (const piece of piecesOf(whole)) this.#take(piece);
  }

  #take(piece: string): void {
    if (piece === '\n' || piece === '\v' || piece === '\f') this.#down();
    else if (piece === '\r') this.cursor.column = 0;
    else if (piece === '\b') this.cursor.column = Math.max(0, Math.min(this.cursor.column, this.cols - 1) - 1);
    else if (piece === '\t') this.#moveTo(this.cursor.row, (Math.floor(this.cursor.column / 8) + 1) * 8);
    else if (piece.startsWith('\x1b')) this.#escape(piece);
    else if (piece >= ' ' && piece !== '\x7f') this.#write(piece);
  }

  #write(text: string): void {
    for (const character of text) {
      const width = cellWidth(character);
      if (width === 0) continue;
      if (this.cursor.column + width > this.cols) {
        this.#down();
        this.cursor.column = 0;
      }
      const line = this.#line();
      for (let at = line.length; at < this.cursor.column; at += 1) line.push({ text: ' ', pen: PLAIN_PEN });
      line[this.cursor.column] = { text: character, pen: this.#pen };
      if (width === 2) line[this.cursor.column + 1] = { text: '', pen: this.#pen };
      this.cursor.column += width;
      this.#last = character;
    }
  }

  #escape(piece: string): void {
    const sequence = controlSequence(piece);
    if (sequence) {
      if (sequence.mark === '?') this.#mode(sequence.parameters, sequence.final);
      else if (sequence.mark === '') this.#command(sequence.final, sequence.parameters);
    } else if (piece === '\x1b7') this.#keep();
    else if (piece === '\x1b8') this.#restore(this.#kept);
    else if (piece === '\x1bD') this.#down();
    else if (piece === '\x1bE') {
      this.#down();
      this.cursor.column = 0;
    } else if (piece === '\x1bM') this.#up();
    else if (piece === '\x1bc') this.#reset();
  }

  #mode(given: string, final: string): void {
    if (final !== 'h' && final !== 'l') return;
    for (const mode of given.split(';')) {
      if (mode === '25') this.isCursorShown = final === 'h';
      else if (mode === '47' || mode === '1047' || mode === '1049') this.#turnTo(final === 'h');
    }
  }

  #turnTo(alternate: boolean): void {
    if (alternate === this.isAlternate) return;
    this.isAlternate = alternate;
    if (alternate) {
      this.#behind = { lines: this.#lines, place: { ...this.cursor, pen: this.#pen } };
      this.#lines = [];
    } else if (this.#behind) {
      this.#lines = this.#behind.lines.slice(-this.rows);
      this.#restore(this.#behind.place);
      this.#behind = null;
    }
    this.#top = 0;
    this.#bottom = this.rows - 1;
  }

  #command(final: string, given: string): void {
    const numbers = given.split(';').map((one) => Number.parseInt(one, 10) || 0);
    const [zero = 0, second = 0] = numbers;
    const count = Math.min(Math.max(1, zero), 1000);
    const { row, column } = this.cursor;
    switch (final) {
      case 'A':
        this.#moveTo(row - count, column);
        break;
      case 'B':
      case 'e':
        this.#moveTo(row + count, column);
        break;
      case 'C':
      case 'a':
        this.#moveTo(row, column + count);
        break;
      case 'D':
        this.#moveTo(row, column - count);
        break;
      case 'E':
        this.#moveTo(row + count, 0);
        break;
      case 'F':
        this.#moveTo(row - count, 0);
        break;
      case 'G':
      case '`':
        this.#moveTo(row, count - 1);
        break;
      case 'H':
      case 'f':
        this.#moveTo(count - 1, Math.max(1, second) - 1);
        break;
      case 'd':
        this.#moveTo(count - 1, column);
        break;
      case 'J':
        this.#eraseScreen(zero);
        break;
      case 'K':
        this.#eraseLine(zero);
        break;
      case 'X':
        this.#blank(column, column + count);
        break;
      case 'P':
        this.#line().splice(column, count);
        break;
      case '@':
        this.#openUp(count);
        break;
      case 'L':
        this.#shift(row, -count);
        break;
      case 'M':
        this.#shift(row, count);
        break;
      case 'S':
        this.#shift(this.#top, count);
        break;
      case 'T':
        this.#shift(this.#top, -count);
        break;
      case 'b':
        this.#write(this.#last.repeat(Math.min(count, this.cols)));
        break;
      case 'm':
        this.#pen = penAfter(this.#pen, given);
        break;
      case 'r':
        this.#margins(zero || 1, second || this.rows);
        break;
      case 's':
        this.#keep();
        break;
      case 'u':
        this.#restore(this.#kept);
        break;
    }
  }

  #line(): Row {
    while (this.#lines.length <= this.cursor.row) this.#lines.push([]);
    return this.#lines[this.cursor.row] ?? [];
  }

  #moveTo(row: number, column: number): void {
    this.cursor = {
      row: Math.max(0, Math.min(row, this.rows - 1)),
      column: Math.max(0, Math.min(column, this.cols - 1)),
    };
  }

  #down(): void {
    if (this.cursor.row === this.#bottom) this.#shift(this.#top, 1);
    else this.cursor.row = Math.min(this.cursor.row + 1, this.rows - 1);
  }

  #up(): void {
    if (this.cursor.row === this.#top) this.#shift(this.#top, -1);
    else this.cursor.row = Math.max(0, this.cursor.row - 1);
  }

  /** Moves the rows from `from` to the lower margin up by `count`, or down where it is negative; blank ones follow. */
  #shift(from: number, count: number): void {
    if (from < this.#top || from > this.#bottom) return;
    while (this.#lines.length <= this.#bottom) this.#lines.push([]);
    const moved = Math.min(Math.abs(count), this.#bottom - from + 1);
    const blanks = Array.from({ length: moved }, (): Row => []);
    if (count > 0) {
      this.#lines.splice(from, moved);
      this.#lines.splice(this.#bottom - moved + 1, 0, ...blanks);
    } else {
      this.#lines.splice(this.#bottom - moved + 1, moved);
      this.#lines.splice(from, 0, ...blanks);
    }
  }

  #margins(top: number, bottom: number): void {
    if (top >= bottom || bottom > this.rows) return;
    this.#top = top - 1;
    this.#bottom = bottom - 1;
    this.#moveTo(0, 0);
  }

  #eraseScreen(how: number): void {
    if (how === 0) {
      this.#eraseLine(0);
      this.#lines.length = Math.min(this.#lines.length, this.cursor.row + 1);
    } else if (how === 1) {
      for (let row = 0; row < Math.min(this.cursor.row, this.#lines.length); row += 1) this.#lines[row] = [];
      this.#eraseLine(1);
    } else if (how === 2) this.#lines = [];
  }

  #eraseLine(how: number): void {
    if (how === 0) this.#blank(this.cursor.column, this.cols);
    else if (how === 1) this.#blank(0, this.cursor.column + 1);
    else if (how === 2) this.#blank(0, this.cols);
  }

  /** Erased cells keep the background that is chosen, as full-screen programs expect. */
  #blank(from: number, to: number): void {
    const line = this.#line();
    const isPlain = this.#pen.bg === PLAIN_PEN.bg;
    if (to >= this.cols && isPlain) {
      line.length = Math.min(line.length, from);
      return;
    }
    const pen = isPlain ? PLAIN_PEN : { ...PLAIN_PEN, bg: this.#pen.bg };
    for (let at = line.length; at < from; at += 1) line.push({ text: ' ', pen: PLAIN_PEN });
    for (let at = from; at < Math.min(to, this.cols); at += 1) line[at] = { text: ' ', pen };
  }

  #openUp(count: number): void {
    const line = this.#line();
    if (this.cursor.column >= line.length) return;
    const blanks = Array.from({ length: Math.min(count, this.cols) }, (): Cell => ({ text: ' ', pen: PLAIN_PEN }));
    line.splice(this.cursor.column, 0, ...blanks);
    line.length = Math.min(line.length, this.cols);
  }

  #keep(): void {
    this.#kept = { ...this.cursor, pen: this.#pen };
  }

  #restore(place: Place): void {
    this.#moveTo(place.row, place.column);
    this.#pen = place.pen;
  }

  #reset(): void {
    this.#lines = [];
    this.#behind = null;
    this.isAlternate = false;
    this.isCursorShown = true;
    this.#top = 0;
    this.#bottom = this.rows - 1;
    this.#restore({ row: 0, column: 0, pen: PLAIN_PEN });
    this.#keep();
  }
}

function bounded(given: number, most: number): number {
  return Math.max(1, Math.min(Math.floor(given) || 1, most));
}
