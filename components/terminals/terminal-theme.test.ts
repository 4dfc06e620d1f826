import { expect, it } from 'vitest';
import { mixed } from './terminal-theme';

it('mixes two colours by parts', () => {
  expect(mixed('#ffffff', '#000000', 0.5)).toBe('#808080');
  expect(mixed('#e3b94f', '#0a0d0c', 1)).toBe('#e3b94f');
  expect(mixed('#e3b94f', '#0a0d0c', 0)).toBe('#0a0d0c');
});
