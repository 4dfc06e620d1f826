import { cellWidth } from '@/lib/domain/recordings/cell-width';
import { PEN_FLAGS } from '@/lib/domain/recordings/pen';
import type { Picture, Run } from '@/lib/domain/recordings/picture';
import { coloursOf, type Palette, parseHex, type Rgb } from './cell-colours';

/** Commit Mono's advance. */
const CELL_EM = 0.6;

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/**
 * Draws what fits of a picture: the foot of a shell or the top of a full-screen program, always with the cursor in view. Sharp on any
 * screen: the canvas has as many pixels as the device gives it.
 */
export function drawPicture(
  sheet: HTMLCanvasElement,
  picture: Picture | null,
  type: { fontPx: number; linePx: number },
) {
  const { clientWidth: width, clientHeight: height } = sheet;
  const scale = devicePixelRatio;
  sheet.width = Math.round(width * scale);
  sheet.height = Math.round(height * scale);
  const pen = sheet.getContext('2d');
  if (pen === null || picture === null || width === 0) return;
  pen.scale(scale, scale);
  const palette = currentPalette();
  const style = getComputedStyle(document.documentElement);
  const family = style.getPropertyValue('--font-mono').trim() || 'monospace';
  const cell = type.fontPx * CELL_EM;
  const { first, left, count } = windowOf(picture, Math.floor(height / type.linePx), Math.floor(width / cell));
  pen.textBaseline = 'middle';
  pen.translate(-left * cell, 0);
  for (let at = 0; at < count; at += 1) {
    let column = 0;
    const top = at * type.linePx;
    for (const run of picture.rows[first + at] ?? []) column += drawRun(run, column, top);
  }
  const cursor = picture.cursor;
  if (cursor && cursor.row >= first && cursor.row < first + count) {
    pen.fillStyle = css(palette.cursor);
    pen.fillRect(cursor.column * cell, (cursor.row - first) * type.linePx + 1, cell, type.linePx - 2);
  }

  function drawRun([text, fg, bg, flags]: Run, from: number, top: number): number {
    if (pen === null) return 0;
    const { ink, ground } = coloursOf(palette, fg, bg, flags);
    const cells = [...text].map((character) => ({ character, cells: cellWidth(character) }));
    const taken = cells.reduce((sum, one) => sum + one.cells, 0);
    if (ground !== null) {
      pen.fillStyle = css(ground);
      pen.fillRect(from * cell, top, taken * cell + 0.5, type.linePx);
    }
    pen.fillStyle = css(ink);
    pen.font = `${flags & PEN_FLAGS.bold ? 700 : 400} ${type.fontPx}px ${family}`;
    let column = from;
    for (const one of cells) {
      // Each at its own cell: characters of other faces have other widths.
      if (one.character !== ' ') pen.fillText(one.character, column * cell, top + type.linePx / 2);
      column += one.cells;
    }
    if (flags & PEN_FLAGS.underline) pen.fillRect(from * cell, top + type.linePx - 1.5, taken * cell, 0.75);
    return taken;
  }
}

/** Which rows and columns of a picture a window of this many shows. */
export function windowOf(
  picture: Picture,
  rows: number,
  columns: number,
): { first: number; left: number; count: number } {
  const most = Math.max(1, rows);
  const { cursor } = picture;
  const last = picture.fromTop ? most : picture.rows.length;
  const reached = cursor === null ? last : Math.max(last, cursor.row + 1);
  const first = Math.max(0, Math.min(reached - most, cursor?.row ?? reached));
  const left = cursor === null ? 0 : Math.max(0, cursor.column - Math.max(1, columns) + 1);
  return { first, left, count: most };
}

function currentPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => parseHex(style.getPropertyValue(`--color-${name}`));
  return {
    fg: value('term-fg'),
    bg: value('term-bg'),
    cursor: value('accent'),
    sixteen: [...NAMES.map((name) => value(`term-${name}`)), ...NAMES.map((name) => value(`term-bright-${name}`))],
  };
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
