import { describe, expect, it } from 'vitest';
import { lastLines } from './last-lines';

const SIZE = { cols: 80, rows: 24 };
// The domain has no encoder, and needs none to be tested: Latin-1 is enough but for one case.
const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const shown = (text: string, size = SIZE) => lastLines(bytes(text), size);

describe('the last lines of a screen', () => {
  it('are the last six that hold something', () => {
    expect(shown('1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n\r\n')).toEqual(['2', '3', '4', '5', '6', '7']);
    expect(shown('')).toEqual([]);
    expect(shown('\r\n\r\n')).toEqual([]);
  });

  it('are without colours, titles and bells', () => {
    expect(shown('\x1b]0;root@host\x07\x1b[1;32mok\x1b[0m\x07 done\x1b(B\x1b[?25h')).toEqual(['ok done']);
    expect(shown('\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\')).toEqual(['link']);
  });

  it('hold what overwrote what, not both', () => {
    expect(shown('10 %\r50 %\r100 %')).toEqual(['100 %']);
    expect(shown('lx\b\bls -a\r\nok')).toEqual(['ls -a', 'ok']);
    expect(shown('abc\rX')).toEqual(['Xbc']);
    expect(shown('secret\r\x1b[Kgone')).toEqual(['gone']);
    expect(shown('abcdef\x1b[3D\x1b[2P')).toEqual(['abcf']);
    expect(shown('abcdef\x1b[3D\x1b[1K')).toEqual(['    ef']);
  });

  it('forget what was cleared, and what a full-screen program left', () => {
    expect(shown('old\r\n\x1b[H\x1b[2Jnew')).toEqual(['new']);
    expect(shown('\x1b[?1049hvim\x1b[?1049l\r$ ')).toEqual(['$']);
    expect(shown('a\r\nb\r\nc\x1b[2;1H\x1b[Jd')).toEqual(['a', 'd']);
  });

  it('follow the cursor of programs that draw', () => {
    expect(shown('\x1b[2J\x1b[3;5Hthree\x1b[1;1Hone')).toEqual(['one', '', '    three']);
    expect(shown('a\x1b[5Cb\x1b[10Gc')).toEqual(['a     b  c']);
    expect(shown('x\ty')).toEqual(['x       y']);
  });

  it('wrap at the width and scroll at the height', () => {
    expect(shown('abcdef', { cols: 4, rows: 3 })).toEqual(['abcd', 'ef']);
    expect(shown('1\r\n2\r\n3\r\n4', { cols: 4, rows: 2 })).toEqual(['3', '4']);
  });

  it('survive whatever bytes there are', () => {
    expect(shown('ok\x1b[')).toEqual(['ok']);
    expect(shown('\x1b[999999999;999999999Hx', { cols: 3, rows: 2 })).toEqual(['', '  x']);
    expect(lastLines(Uint8Array.of(0xff, 0x41, 0xe3, 0x81), SIZE)).toEqual(['\ufffdA\ufffd']);
    expect(lastLines(Uint8Array.of(0xe6, 0x9c, 0xac), SIZE)).toEqual(['本']);
    const noise = Uint8Array.from({ length: 8192 }, (_, at) => (at * 7919 + (at >> 3) * 31) % 256);
    expect(lastLines(noise, SIZE).length).toBeLessThanOrEqual(6);
  });
});
