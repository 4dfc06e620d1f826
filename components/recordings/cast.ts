import { isEdited, withoutEscapes } from '@/lib/domain/recordings/escapes';
import { Grid } from '@/lib/domain/recordings/grid';

/** One event of an asciicast: seconds from the start, its kind ("o" output, "r" resize, "m" marker), and its text. */
export type CastEvent = readonly [seconds: number, kind: string, text: string];

export type Cast = { cols: number; rows: number; events: CastEvent[] };

/** Reads an asciicast (version 2); throws with a sentence when it is none, since nothing can be played then. */
export function parseCast(text: string): Cast {
  const lines = text.split('\n');
  const header: unknown = JSON.parse(lines[0] ?? '');
  if (typeof header !== 'object' || header === null || !('version' in header) || header.version !== 2) {
    throw new Error('This is not an asciicast of version 2.');
  }
  const { width, height } = header as { width?: unknown; height?: unknown };
  const events: CastEvent[] = [];
  for (const line of lines.slice(1)) {
    if (line === '') continue;
    const event: unknown = JSON.parse(line);
    if (Array.isArray(event) && typeof event[0] === 'number' && typeof event[1] === 'string') {
      events.push([event[0], event[1], String(event[2])]);
    }
  }
  return { cols: Number(width) || 80, rows: Number(height) || 24, events };
}

/** Writes it again, for the player. */
export function writeCast(cast: Cast): string {
  const header = { version: 2, width: cast.cols, height: cast.rows };
  return [header, ...cast.events].map((line) => JSON.stringify(line)).join('\n');
}

/** Shortens every pause above `limit` seconds to it, and says where the shortened ones are. */
export function skipIdle(
  events: readonly CastEvent[],
  limit: number,
): { events: CastEvent[]; gaps: { at: number; seconds: number }[] } {
  let cut = 0;
  let before = 0;
  const gaps: { at: number; seconds: number }[] = [];
  const shortened = events.map(([seconds, kind, text]): CastEvent => {
    const pause = seconds - before;
    if (pause > limit) {
      gaps.push({ at: before - cut, seconds: pause });
      cut += pause - limit;
    }
    before = seconds;
    return [seconds - cut, kind, text];
  });
  return { events: shortened, gaps };
}

/**
 * Where a moment of one telling of the same events lies in another: a recording and what is played of it, either way. Inside a pause
 * it is as far from the event before as there, but never beyond the event after.
 */
export function movedTo(from: readonly CastEvent[], to: readonly CastEvent[], seconds: number): number {
  let low = 0;
  let high = from.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((from[middle]?.[0] ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  const before = from[low - 1]?.[0] ?? 0;
  const begin = to[low - 1]?.[0] ?? 0;
  return Math.min(begin + (seconds - before), to[low]?.[0] ?? begin);
}

/** How much was written in each of `count` equal stretches, from 0 to 1. */
export function density(events: readonly CastEvent[], count: number): number[] {
  const sums = new Array<number>(count).fill(0);
  const total = events.at(-1)?.[0] ?? 0;
  for (const [seconds, kind, text] of events) {
    if (kind !== 'o') continue;
    const at = total === 0 ? 0 : Math.min(count - 1, Math.floor((seconds / total) * count));
    sums[at] = (sums[at] ?? 0) + text.length;
  }
  const most = Math.max(1, ...sums);
  // A root keeps a quiet command visible beside a flood of output.
  return sums.map((sum) => Math.sqrt(sum / most));
}

/** Lines longer than this are searched as they were written. */
const LONGEST_EDITED = 4_000;

/**
 * What a line showed when it was finished: typing that was taken back is gone, escape sequences are removed. It is drawn as wide as the
 * window was, since shells say by that where a long command goes on.
 */
function plainLine(written: string, cols: number): string {
  const line = written.replace(/\r+$/, '');
  if (!isEdited(line) || line.length > LONGEST_EDITED) return withoutEscapes(line);
  const rows = Math.ceil(line.length / cols) + 1;
  const grid = new Grid({ cols, rows });
  if (grid.cols !== cols || grid.rows !== rows) return withoutEscapes(line);
  grid.feed(line);
  let text = '';
  for (let row = 0; row < rows; row += 1) for (const cell of grid.row(row)) text += cell.text;
  return text.trimEnd();
}

/** The lines that were written in a window that began `cols` wide, with the moment each was finished, as they stood then. */
export function linesOf(events: readonly CastEvent[], cols: number): { at: number; text: string }[] {
  const lines: { at: number; text: string }[] = [];
  let open = '';
  let at = 0;
  let wide = cols;
  for (const [seconds, kind, text] of events) {
    if (kind === 'r') wide = Number.parseInt(text, 10) || wide;
    if (kind !== 'o') continue;
    at = seconds;
    // Only what is new is taken apart: a program that never ends a line would make each event dearer than the one before.
    const [first = '', ...more] = text.split('\n');
    open += first;
    for (const part of more) {
      lines.push({ at: seconds, text: plainLine(open, wide) });
      open = part;
    }
  }
  if (open !== '') lines.push({ at, text: plainLine(open, wide) });
  return lines.filter((line) => line.text.trim() !== '');
}

/** The window's sizes after the first, with the moment each was taken: "120x30". */
export function resizesOf(events: readonly CastEvent[]): { at: number; size: string }[] {
  return events.flatMap(([at, kind, text]) => (kind === 'r' ? [{ at, size: text.replace('x', '×') }] : []));
}

/** Lines that hold the text, whatever its case, each with the line before it; at most `most`. */
export function search(lines: readonly { at: number; text: string }[], text: string, most = 200) {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const hits: { at: number; before: string; text: string }[] = [];
  for (let index = 0; index < lines.length && hits.length < most; index += 1) {
    const line = lines[index];
    if (line?.text.toLowerCase().includes(wanted)) {
      hits.push({ at: line.at, before: lines[index - 1]?.text ?? '', text: line.text });
    }
  }
  return hits;
}
