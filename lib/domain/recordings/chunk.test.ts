import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ChunkLink, digestPrefix, FIRST_DIGEST, verifyChunk } from './chunk';

const digestOf = (prefix: Uint8Array, bytes: Uint8Array): Uint8Array =>
  createHash('sha256').update(prefix).update(bytes).digest();

function chain(...texts: string[]): { link: ChunkLink; bytes: Uint8Array }[] {
  let before = FIRST_DIGEST;
  let startOffset = 0n;
  return texts.map((text, ordinal) => {
    const bytes = new TextEncoder().encode(text);
    const digest = digestOf(digestPrefix(before, startOffset), bytes);
    const link = { ordinal, startOffset, byteLength: bytes.length, digest };
    before = digest;
    startOffset += BigInt(bytes.length);
    return { link, bytes };
  });
}

it('puts the previous digest and the offset, big-endian, in front', () => {
  const prefix = digestPrefix(new Uint8Array(32).fill(7), 0x0102n);
  expect([...prefix]).toEqual([...Array(32).fill(7), 0, 0, 0, 0, 0, 0, 1, 2]);
  expect(() => digestPrefix(new Uint8Array(31), 0n)).toThrow(RangeError);
});

describe('verifyChunk', () => {
  const [first, second] = chain('hello ', 'world');
  if (!first || !second) throw new Error('two chunks were made');
  const check = (over: Partial<ChunkLink>, bytes = second.bytes) =>
    verifyChunk(first.link, { ...second.link, ...over }, bytes, digestOf)?.why ?? null;

  it('holds for what was written', () => {
    expect(verifyChunk(null, first.link, first.bytes, digestOf)).toBeNull();
    expect(check({})).toBeNull();
  });

  it.each([
    ['a chunk is missing', { ordinal: 2 }, 'gap'],
    ['bytes are missing between', { startOffset: 7n }, 'gap'],
    ['the length is wrong', { byteLength: 4 }, 'length'],
    ['the digest is another', { digest: new Uint8Array(32) }, 'digest'],
    ['the digest is cut', { digest: second.link.digest.subarray(0, 31) }, 'digest'],
  ] as const)('breaks when %s', (_, over, why) => {
    expect(check(over)).toBe(why);
  });

  it('breaks when a byte was changed, and when the first chunk is gone', () => {
    expect(check({}, new TextEncoder().encode('World'))).toBe('digest');
    expect(verifyChunk(null, second.link, second.bytes, digestOf)).toEqual({ ordinal: 1, why: 'gap' });
  });
});
