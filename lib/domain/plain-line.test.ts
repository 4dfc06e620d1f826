import { expect, it } from 'vitest';
import { plainLine } from './plain-line';

it.each([
  ['Priya Raman', 'Priya Raman'],
  ['  a\tb\r\nc\u0000 ', 'a b  c'],
  ['pay\u202egnp.exe', 'pay gnp.exe'],
  ['\ud83d half', 'half'],
  ['Ω 山 👩‍💻', 'Ω 山 👩‍💻'],
])('%j is kept as %j', (given, kept) => {
  expect(plainLine(given, 20)).toBe(kept);
});

it('cuts between characters', () => {
  expect(plainLine('👍'.repeat(30), 20)).toBe('👍'.repeat(20));
  expect(plainLine('x'.repeat(1_000_000), 3)).toBe('xxx');
});
