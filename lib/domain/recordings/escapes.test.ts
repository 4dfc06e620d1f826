import fc from 'fast-check';
import { expect, test } from 'vitest';
import { controlSequence, isEdited, piecesOf, unfinishedEscape, withoutEscapes } from './escapes';

const output = fc.string({
  unit: fc.constantFrom('\x1b', '[', ']', '3', ';', 'm', 'K', '\x07', '\\', '\r', '\n', 'a', '界'),
});

test('taking output apart leaves nothing out', () => {
  fc.assert(fc.property(output, (text) => piecesOf(text).join('') === text));
});

test('what is left without escapes holds no control character but tabs and line feeds', () => {
  fc.assert(
    fc.property(output, (text) => {
      const codes = [...withoutEscapes(text)].map((character) => character.charCodeAt(0));
      expect(codes.filter((code) => (code < 32 && code !== 9 && code !== 10) || code === 127)).toEqual([]);
    }),
  );
  expect(withoutEscapes('\x1b]0;title\x07a\tb\x1b[31mc\x1b[0m\n')).toBe('a\tbc\n');
});

test('a sequence is told by its mark, its parameters and its final', () => {
  expect(controlSequence('\x1b[?1049h')).toEqual({ mark: '?', parameters: '1049', final: 'h' });
  expect(controlSequence('\x1b7')).toBeNull();
  expect(unfinishedEscape('text\x1b[3')).toBe('\x1b[3');
  expect(unfinishedEscape('text\x1b[3m')).toBe('');
});

test('editing inside a line is told from colour', () => {
  expect([isEdited('a\bb'), isEdited('a\x1b[3D'), isEdited('\x1b[31ma')]).toEqual([true, true, false]);
});
