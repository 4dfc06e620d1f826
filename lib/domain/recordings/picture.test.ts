import { describe, expect, it } from 'vitest';
import { Grid } from './grid';
import { lastLineOf, pictureOf } from './picture';

function pictured(text: string, size = { cols: 80, rows: 24 }) {
  const grid = new Grid(size);
  grid.feed(text);
  return pictureOf(grid, text.length);
}

const count = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => String(from + at)).join('\r\n');

describe('the picture of a screen', () => {
  it('is what stands alike, with colours, and the cursor', () => {
    expect(pictured('\x1b[32mroot@host\x1b[0m:/ $ ')).toEqual({
      offset: 23,
      rows: [
        [
          ['root@host', 2, -1, 0],
          [':/ $', -1, -1, 0],
        ],
      ],
      cursor: { row: 0, column: 14 },
      fromTop: false,
    });
    expect(pictured('').rows).toEqual([[]]);
  });

  it('is the foot of a shell, with the cursor in it', () => {
    const picture = pictured(count(1, 40));
    expect(picture.rows.map((row) => row[0]?.[0])).toEqual([
      '31',
      '32',
      '33',
      '34',
      '35',
      '36',
      '37',
      '38',
      '39',
      '40',
    ]);
    expect(picture.cursor).toEqual({ row: 9, column: 2 });
    expect(pictured(`${count(1, 24)}\x1b[2;1H`).rows[0]).toEqual([['2', -1, -1, 0]]);
  });

  it('is the top of a full-screen program, until its cursor is further down', () => {
    const top = pictured(`\x1b[?1049h\x1b[H${count(1, 24)}\x1b[?25l`);
    expect([top.rows[0]?.[0]?.[0], top.cursor, top.fromTop]).toEqual(['1', null, true]);
    const foot = pictured(`\x1b[?1049h\x1b[H${count(1, 24)}\x1b[20;1H`);
    expect(foot.rows[foot.cursor?.row ?? 0]?.[0]?.[0]).toBe('20');
  });

  it('is what a program drew, wherever it left its hidden cursor', () => {
    const drawn = pictured(`\x1b[?25l\x1b[H\x1b[2Jtop - 12:40${'\x1b[K\r\n'.repeat(23)}`);
    expect(drawn.rows[0]?.[0]?.[0]).toBe('top - 12:40');
    expect(drawn.cursor).toBeNull();
    const left = pictured(`\x1b[H\x1b[2Jtop - 12:40${'\x1b[K\r\n'.repeat(23)}`);
    expect(left.rows[0]?.[0]?.[0]).toBe('top - 12:40');
  });

  it('is bounded, whatever was written', () => {
    const flood = pictured(Array.from({ length: 200_000 }, (_, at) => `\x1b[38;5;${at % 256}m本`).join(''), {
      cols: 1000,
      rows: 1000,
    });
    expect(flood.rows).toHaveLength(10);
    expect(JSON.stringify(flood).length).toBeLessThan(20_000);
  });

  it('says its last line', () => {
    expect(lastLineOf(pictured('$ ls\r\n  a b\r\n\r\n'))).toBe('a b');
    expect(lastLineOf(pictured(''))).toBe('');
  });
});
