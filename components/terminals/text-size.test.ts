import { expect, it } from 'vitest';
import { textSize } from './text-size';

it.each([
  [13, 13],
  [14.6, 15],
  [10, 11],
  [0, 11],
  [Number.POSITIVE_INFINITY, 20],
  [21, 20],
  [Number.NaN, 13],
])('%d px becomes %d px', (given, answer) => {
  expect(textSize(given)).toBe(answer);
});
