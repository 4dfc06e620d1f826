import { describe, expect, it } from 'vitest';
import { type CastEvent, density, linesOf, movedTo, parseCast, resizesOf, search, skipIdle, writeCast } from './cast';

const text = [
  '{"version":2,"width":100,"height":30}',
  '[0.5,"o","\\u001b[32mop@bastion\\u001b[0m $ ls\\r\\n"]',
  '[1,"o","README  log"]',
  '[1.2,"o","s\\r\\n"]',
  '[61.2,"r","80x24"]',
  '[62,"o","exit\\r\\n"]',
  '',
].join('\n');

describe('parseCast', () => {
  it('reads what it writes', () => {
    const cast = parseCast(text);
    expect(cast).toMatchObject({ cols: 100, rows: 30 });
    expect(parseCast(writeCast(cast))).toEqual(cast);
  });

  it('refuses what is no recording', () => {
    expect(() => parseCast('{"version":1}')).toThrow('not an asciicast');
    expect(() => parseCast('')).toThrow();
  });
});

describe('skipIdle', () => {
  it('shortens long pauses only, and says where', () => {
    const { events, gaps } = skipIdle(parseCast(text).events, 2);
    expect(events.map(([seconds]) => Number(seconds.toFixed(3)))).toEqual([0.5, 1, 1.2, 3.2, 4]);
    expect(gaps).toEqual([{ at: 1.2, seconds: 60 }]);
  });
});

describe('density', () => {
  it('has one value a stretch, the fullest being 1', () => {
    const bars = density(parseCast(text).events, 10);
    expect(bars).toHaveLength(10);
    expect(Math.max(...bars)).toBe(1);
    expect(bars[5]).toBe(0);
  });

  it('is flat for nothing', () => {
    expect(density([], 4)).toEqual([0, 0, 0, 0]);
  });
});

describe('search', () => {
  it('finds text across chunk borders and without its colours', () => {
    const lines = linesOf(parseCast(text).events, 80);
    expect(lines.map((line) => line.text)).toEqual(['op@bastion $ ls', 'README  logs', 'exit']);
    expect(search(lines, 'LOGS')).toEqual([{ at: 1.2, before: 'op@bastion $ ls', text: 'README  logs' }]);
    expect(search(lines, '  ')).toEqual([]);
  });

  it('finds what was typed as it stood when Enter was pressed', () => {
    const events: CastEvent[] = [
      [0, 'o', '$ lx'],
      [1, 'o', '\b \b'],
      [2, 'o', 's -la\x1b[3D\x1b[1P\r\n10 %\r100 %\r\n'],
    ];
    expect(linesOf(events, 80).map(({ text }) => text)).toEqual(['$ ls la', '100 %']);
  });

  it('finds the beginning of a command that went on in the next row, in the window of the time', () => {
    const typed = (cols: number) => {
      const command = `grep ${'x'.repeat(cols)} settlement`;
      const first = cols - '$ '.length;
      return `$ ${command.slice(0, first)} \r${command.slice(first)}y\b\x1b[K\r\n`;
    };
    const lines = linesOf(
      [
        [0, 'o', typed(80)],
        [1, 'r', '120x30'],
        [2, 'o', typed(120)],
        [3, 'o', 'and with no end'],
        [4, 'o', ' to it'],
      ],
      80,
    );
    expect(lines.map(({ text }) => text)).toEqual([
      `$ grep ${'x'.repeat(80)} settlement`,
      `$ grep ${'x'.repeat(120)} settlement`,
      'and with no end to it',
    ]);
  });

  it('removes titles and other hidden strings', () => {
    expect(linesOf([[0, 'o', '\x1b]0;evil title\x07shown\r\n']], 80)).toEqual([{ at: 0, text: 'shown' }]);
  });
});

describe('moments', () => {
  const raw: CastEvent[] = [
    [1, 'o', 'a'],
    [2, 'r', '120x30'],
    [62, 'o', 'b'],
    [63, 'o', 'c'],
  ];
  const played = skipIdle(raw, 2).events;

  it.each([
    [0, 0],
    [1.5, 1.5],
    [2, 2],
    [3, 3],
    // In the middle of a pause that is cut out: when what comes next comes.
    [40, 4],
    [62, 4],
    [62.5, 4.5],
    [99, 5],
  ])('%d s of the recording is %d s of what is played', (there, here) => {
    expect(movedTo(raw, played, there)).toBe(here);
  });

  it('are found again in the recording', () => {
    for (const seconds of [0, 1.5, 2, 62, 62.5, 63]) {
      expect(movedTo(played, raw, movedTo(raw, played, seconds))).toBeCloseTo(seconds);
    }
    expect(movedTo([], [], 5)).toBe(0);
  });

  it('of resizes are told with their size', () => {
    expect(resizesOf(raw)).toEqual([{ at: 2, size: '120×30' }]);
  });
});
