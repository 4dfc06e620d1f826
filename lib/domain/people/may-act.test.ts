import { expect, it } from 'vitest';
import { at, NOW } from '../testing/world';
import { groupsFresh } from './may-act';

it.each([
  [at(0), true],
  [at(-60), true],
  [at(-60.01), false],
  [at(5), true],
])('groups read at %s, allowed an hour: %s', (groupsReadAt, fresh) => {
  expect(groupsFresh({ groupsReadAt }, 60, NOW)).toBe(fresh);
});
