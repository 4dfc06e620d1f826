import { expect, it } from 'vitest';
import { shorterThan } from './shorter-than';

it.each([
  [15, []],
  [16, [15]],
  [60, [15, 30]],
  [480, [30, 60, 120, 240]],
])('for %i minutes offers %j: always less, the nearest few', (minutes, options) => {
  expect(shorterThan(minutes)).toEqual(options);
});
