import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CommandOutput } from './command-output';

const shown = (...pieces: ['out' | 'err', string][]) => {
  const output = new CommandOutput({ isAdopted: false });
  return Buffer.concat([
    ...pieces.map(([stream, text]) => output.take(stream, Buffer.from(text))),
    output.end(),
  ]).toString();
};

test('lines begin at the left, however they are cut', () => {
  expect(shown(['out', 'a\nb\r\nc'], ['out', '\n'], ['out', 'd\r'], ['out', '\ne'])).toBe('a\r\nb\r\nc\r\nd\r\ne');
});

test('what is said of errors is red, and nothing after it', () => {
  expect(shown(['out', 'a\n'], ['err', 'b\n'], ['err', 'c\n'], ['out', 'd'])).toBe('a\r\n\x1b[31mb\r\nc\r\n\x1b[39md');
  expect(shown(['err', 'b'])).toBe('\x1b[31mb\x1b[39m');
});

test('one that another process began says its colour first', () => {
  const output = new CommandOutput({ isAdopted: true });
  expect(Buffer.from(output.take('out', Buffer.from('a'))).toString()).toBe('\x1b[39ma');
});

test('no byte of it is lost, and none but carriage returns and colours are added', () => {
  const piece = fc.tuple(
    fc.constantFrom('out' as const, 'err' as const),
    fc.string({ unit: fc.constantFrom('a', '\n', '\r', '界') }),
  );
  const plain = (text: string) => text.replaceAll('\x1b[31m', '').replaceAll('\x1b[39m', '').replaceAll('\r', '');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      expect(plain(shown(...pieces))).toBe(plain(pieces.map(([, text]) => text).join('')));
    }),
  );
});
