import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Utf8Pieces } from './utf8';

function inPieces(bytes: Uint8Array, cuts: readonly number[]): string {
  const pieces = new Utf8Pieces();
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other), bytes.length];
  let text = '';
  places.slice(1).forEach((place, index) => {
    text += pieces.push(bytes.subarray(places[index], place));
  });
  return text + pieces.end();
}

describe('Utf8Pieces', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 8 });

  it('gives any text back, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), cuts, (text, where) => {
        expect(inPieces(new TextEncoder().encode(text), where)).toBe(text);
      }),
    );
  });

  it('agrees with the platform on any bytes', () => {
    // Leading bytes are made likely, so that broken sequences are met often.
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0x9f, 0xa0));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 40 }), cuts, (values, where) => {
        const bytes = Uint8Array.from(values);
        const platform = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
        expect(inPieces(bytes, where)).toBe(platform);
      }),
      { numRuns: 2000 },
    );
  });

  it('holds back an unfinished character and lets go of it at the end', () => {
    const pieces = new Utf8Pieces();
    expect(pieces.push(Uint8Array.of(0x61, 0xf0, 0x9f))).toBe('a');
    expect(pieces.push(Uint8Array.of())).toBe('');
    expect(pieces.end()).toBe('\ufffd');
    expect(pieces.end()).toBe('');
  });

  it('takes a large piece', () => {
    const text = '日本語🔥'.repeat(20_000);
    expect(new Utf8Pieces().push(new TextEncoder().encode(text))).toBe(text);
  });
});
