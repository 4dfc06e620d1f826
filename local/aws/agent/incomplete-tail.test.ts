import { describe, expect, it } from 'vitest';
import { incompleteTail } from './incomplete-tail';

describe('incompleteTail', () => {
  it.each([
    ['nothing', [], 0],
    ['ASCII', [0x61], 0],
    ['a whole two-byte character', [0xc3, 0xa9], 0],
    ['one of two', [0x61, 0xc3], 1],
    ['one of three', [0xe6], 1],
    ['two of three', [0xe6, 0x97], 2],
    ['a whole three-byte character', [0xe6, 0x97, 0xa5], 0],
    ['three of four', [0xf0, 0x9f, 0x9a], 3],
    ['a whole four-byte character', [0xf0, 0x9f, 0x9a, 0xaa], 0],
    ['continuation bytes without a beginning', [0x80, 0x80, 0x80, 0x80], 0],
    ['a byte that is never valid', [0xff], 0],
  ])('%s', (_what, bytes, length) => {
    expect(incompleteTail(Uint8Array.from(bytes))).toBe(length);
  });
});
