import { describe, expect, it } from 'vitest';
import { Grid } from './grid';

const SIZE = { cols: 80, rows: 24 };

function fed(text: string, size = SIZE): Grid {
  const grid = new Grid(size);
  grid.feed(text);
  return grid;
}

function lines(grid: Grid): string[] {
  const rows = Array.from({ length: grid.rows }, (_, at) =>
    grid
      .row(at)
      .map((cell) => cell.text)
      .join('')
      .trimEnd(),
  );
  while (rows.length > 0 && rows.at(-1) === '') rows.pop();
  return rows;
}

const shown = (text: string, size = SIZE) => lines(fed(text, size));

describe('a grid', () => {
  it('drops titles, bells and links', () => {
    expect(shown('\x1b]0;root@host\x07\x1b[1;32mok\x1b[0m\x07 done\x1b(B\x1b[?25h')).toEqual(['ok done']);
    expect(shown('\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\')).toEqual(['link']);
  });

  it('holds what overwrote what, not both', () => {
    expect(shown('10 %\r50 %\r100 %')).toEqual(['100 %']);
    expect(shown('lx\b\bls -a\r\nok')).toEqual(['ls -a', 'ok']);
    expect(shown('abc\rX')).toEqual(['Xbc']);
    expect(shown('secret\r\x1b[Kgone')).toEqual(['gone']);
    expect(shown('abcdef\x1b[3D\x1b[2P')).toEqual(['abcf']);
    expect(shown('abcdef\x1b[3D\x1b[1K')).toEqual(['    ef']);
    expect(shown('abcdef\x1b[3D\x1b[2X')).toEqual(['abc  f']);
    expect(shown('abcdef\x1b[3D\x1b[2@')).toEqual(['abc  def']);
    expect(shown('-\x1b[4b')).toEqual(['-----']);
  });

  it('forgets what was cleared, and gives back what a full-screen program covered', () => {
    expect(shown('old\r\n\x1b[H\x1b[2Jnew')).toEqual(['new']);
    expect(shown('$ vim\r\n\x1b[?1049h\x1b[Htext\x1b[?1049l$ ')).toEqual(['$ vim', '$']);
    expect(fed('$ vim\r\n\x1b[?1049h\x1b[Htext')).toMatchObject({ isAlternate: true });
    expect(shown('a\r\nb\r\nc\x1b[2;1H\x1b[Jd')).toEqual(['a', 'd']);
    expect(shown('one\x1b[31m\x1bctwo')).toEqual(['two']);
  });

  it('follows the cursor of programs that draw', () => {
    expect(shown('\x1b[2J\x1b[3;5Hthree\x1b[1;1Hone')).toEqual(['one', '', '    three']);
    expect(shown('a\x1b[5Cb\x1b[10Gc')).toEqual(['a     b  c']);
    expect(shown('x\ty')).toEqual(['x       y']);
    expect(shown('a\x1b7\x1b[5;5Hb\x1b8c')).toEqual(['ac', '', '', '', '    b']);
    expect(fed('ab\x1b[?25l')).toMatchObject({ cursor: { row: 0, column: 2 }, isCursorShown: false });
  });

  it('wraps at the width, scrolls at the height, and between margins', () => {
    expect(shown('abcdef', { cols: 4, rows: 3 })).toEqual(['abcd', 'ef']);
    expect(shown('1\r\n2\r\n3\r\n4', { cols: 4, rows: 2 })).toEqual(['3', '4']);
    expect(shown('1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[3;1H\r\nx', { cols: 4, rows: 4 })).toEqual(['1', '3', 'x', '4']);
    expect(shown('1\r\n2\r\n3\x1b[1;1H\x1b[L0', { cols: 4, rows: 3 })).toEqual(['0', '1', '2']);
    expect(shown('1\r\n2\r\n3\x1b[1;1H\x1b[M', { cols: 4, rows: 3 })).toEqual(['2', '3']);
    expect(shown('1\r\n2\x1b[1;1H\x1bM0', { cols: 4, rows: 2 })).toEqual(['0', '1']);
  });

  it('gives wide characters two cells and combining ones none', () => {
    const grid = fed('注文e\u0301 🚀x');
    expect(lines(grid)).toEqual(['注文e 🚀x']);
    expect(grid.cursor.column).toBe(9);
    expect(shown('ab本', { cols: 3, rows: 2 })).toEqual(['ab', '本']);
  });

  it('knows colours of all three kinds', () => {
    const pens = fed('\x1b[1;31mr\x1b[38;5;208mo\x1b[38;2;1;2;3mt\x1b[48:2::4:5:6mb\x1b[0;97mw\x1b[7mi\x1b[27;39mp')
      .row(0)
      .map(({ pen }) => [pen.fg, pen.bg, pen.flags]);
    expect(pens).toEqual([
      [1, -1, 1],
      [208, -1, 1],
      [0x1010203, -1, 1],
      [0x1010203, 0x1040506, 1],
      [15, -1, 0],
      [15, -1, 8],
      [-1, -1, 0],
    ]);
    expect(fed('\x1b[38;5;999ma\x1b[38;2;1mb').row(0)[0]?.pen.fg).toBe(-1);
    expect(fed('\x1b[44m\x1b[K').row(0)).toHaveLength(80);
  });

  it('is the same however its output was cut into pieces', () => {
    const text =
      '$ ls\r\n\x1b[1;34mdir\x1b[0m  \x1b]0;a title\x07file\r\n\x1b[?1049h\x1b[2;3Hvim\x1b[38;5;99mx\x1b[?1049l$ ';
    const whole = lines(fed(text));
    for (const length of [1, 2, 3, 7]) {
      const grid = new Grid(SIZE);
      for (let at = 0; at < text.length; at += length) grid.feed(text.slice(at, at + length));
      expect(lines(grid)).toEqual(whole);
    }
    const grid = new Grid(SIZE);
    for (const part of ['a\x1b]0;', 'x'.repeat(9000), 'y'.repeat(9000), '\x07b']) grid.feed(part);
    expect(lines(grid)).toEqual(['ab']);
  });

  it('takes another size', () => {
    const grid = fed('1\r\n2\r\n3\r\n4', { cols: 10, rows: 4 });
    grid.resize({ cols: 10, rows: 2 });
    expect(lines(grid)).toEqual(['3', '4']);
    grid.feed('\r\n5');
    expect(lines(grid)).toEqual(['4', '5']);
  });

  it('survives whatever there is', () => {
    expect(shown('ok\x1b[')).toEqual(['ok']);
    expect(shown('\x1b[999999999;999999999Hx', { cols: 3, rows: 2 })).toEqual(['', '  x']);
    let seed = 7;
    const next = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed;
    };
    const finals = 'ABCDEFGHJKLMPSTX@`abdefhlmrsu';
    const grid = new Grid({ cols: 1e9, rows: Number.NaN });
    for (let round = 0; round < 3000; round += 1) {
      const kind = next() % 4;
      if (kind === 0) grid.feed(String.fromCharCode(next() % 0x300, next() % 0xffff, next() % 40));
      else if (kind === 1) grid.feed(`\x1b[${next() % 300};${next() % 300}${finals[next() % finals.length]}`);
      else if (kind === 2) grid.feed(`\x1b[?${[25, 47, 1049, 7][next() % 4]}${next() % 2 ? 'h' : 'l'}`);
      else grid.resize({ cols: next() % 300, rows: next() % 200 });
      expect(grid.cursor.row).toBeLessThan(grid.rows);
      expect(grid.row(grid.rows)).toEqual([]);
      expect(grid.row(grid.cursor.row).length).toBeLessThanOrEqual(200);
    }
  });
});
