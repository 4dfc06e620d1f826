import type { Grid } from './grid';
import { type Pen, PLAIN_PEN } from './pen';

/** Characters of one row that are drawn alike: the text, then the pen's colours and flags. */
export type Run = readonly [text: string, fg: number, bg: number, flags: number];

/** A small part of a screen, ready to be drawn: what a person would look at first, and where the cursor stands in it. */
export type Picture = {
  /** Bytes of output it was worked out from; a picture with more of them is newer. */
  offset: number;
  rows: Run[][];
  cursor: { row: number; column: number } | null;
  /** A full-screen program is shown from its top, a shell from its foot. */
  fromTop: boolean;
};

/** No tile is larger than this; what a hostile program can make each reader fetch is bounded by it. */
const PICTURE_ROWS = 10;
const PICTURE_COLUMNS = 140;

/** The part of a screen that a miniature shows: around the foot of what a shell has written, from the top of a full-screen program. */
export function pictureOf(grid: Grid, offset: number): Picture {
  const first = firstRow(grid);
  const rows: Run[][] = [];
  for (let row = first; row < Math.min(first + PICTURE_ROWS, grid.rows); row += 1) rows.push(runsOf(grid, row));
  const cursor = { row: grid.cursor.row - first, column: Math.min(grid.cursor.column, grid.cols - 1) };
  const isInside = cursor.row >= 0 && cursor.row < PICTURE_ROWS && cursor.column < PICTURE_COLUMNS;
  while (rows.length > 0 && rows.at(-1)?.length === 0 && rows.length > (isInside ? cursor.row + 1 : 0)) rows.pop();
  return { offset, rows, cursor: grid.isCursorShown && isInside ? cursor : null, fromTop: grid.isAlternate };
}

/** The last line with something on it, as plain text: what a miniature says to those who cannot see it. */
export function lastLineOf(picture: Picture): string {
  const lines = picture.rows.map((row) =>
    row
      .map(([text]) => text)
      .join('')
      .trim(),
  );
  return lines.findLast((line) => line !== '') ?? '';
}

function firstRow(grid: Grid): number {
  if (grid.isAlternate) {
    const isBelow = grid.isCursorShown && grid.cursor.row >= PICTURE_ROWS;
    return isBelow ? Math.min(grid.cursor.row - PICTURE_ROWS + 2, Math.max(0, grid.rows - PICTURE_ROWS)) : 0;
  }
  let written = grid.rows - 1;
  while (written > 0 && isBlank(grid, written)) written -= 1;
  const { row } = grid.cursor;
  // Programs that draw leave the cursor anywhere, hidden or far below what they drew: then that is what is looked at.
  if (!grid.isCursorShown || row - written >= PICTURE_ROWS) return Math.max(0, written - PICTURE_ROWS + 1);
  return Math.min(Math.max(0, Math.max(written, row) - PICTURE_ROWS + 1), row);
}

function isBlank(grid: Grid, row: number): boolean {
  return grid.row(row).every((cell) => cell.text.trim() === '');
}

function runsOf(grid: Grid, at: number): Run[] {
  const cells = grid.row(at).slice(0, PICTURE_COLUMNS);
  const runs: Run[] = [];
  let text = '';
  let pen: Pen = PLAIN_PEN;
  const finish = () => {
    if (text !== '') runs.push([text, pen.fg, pen.bg, pen.flags]);
  };
  for (const cell of cells) {
    // The right half of a wide character is drawn with its left half.
    if (cell.text === '') continue;
    if (!isAlike(cell.pen, pen)) {
      finish();
      text = '';
      pen = cell.pen;
    }
    text += cell.text;
  }
  finish();
  const last = runs.at(-1);
  if (last && last[2] === PLAIN_PEN.bg && last[3] === 0) {
    const [words, fg, bg, flags] = last;
    runs[runs.length - 1] = [words.trimEnd(), fg, bg, flags];
    if (words.trimEnd() === '') runs.pop();
  }
  return runs;
}

function isAlike(one: Pen, other: Pen): boolean {
  return one === other || (one.fg === other.fg && one.bg === other.bg && one.flags === other.flags);
}
