import { describe, expect, it } from 'vitest';
import { density, linesOf, parseCast, search, skipIdle, writeCast } from './cast';

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
    const lines = linesOf(parseCast(text).events);
    expect(lines.map((line) => line.text)).toEqual(['op@bastion $ ls', 'README  logs', 'exit']);
    expect(search(lines, 'LOGS')).toEqual([{ at: 1.2, before: 'op@bastion $ ls', text: 'README  logs' }]);
    expect(search(lines, '  ')).toEqual([]);
  });

  it('removes titles and other hidden strings', () => {
    expect(linesOf([[0, 'o', '\x1b]0;evil title\x07shown\r\n']])).toEqual([{ at: 0, text: 'shown' }]);
  });
});
