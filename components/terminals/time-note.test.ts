import { expect, it } from 'vitest';
import { timeNoteDue } from './time-note';

it.each([
  [301, null, null],
  [300, null, 'soon'],
  [299, 'soon', null],
  [61, 'soon', null],
  [60, 'soon', 'last'],
  [59, 'last', null],
  // Opened in its last minute: only the nearer line.
  [40, null, 'last'],
  [0, null, null],
] as const)('with %d s left and %s told: %s', (left, told, due) => {
  expect(timeNoteDue(left, told)).toBe(due);
});
