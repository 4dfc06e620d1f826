import { expect, it } from 'vitest';
import { initialsOf } from './avatar';

it.each([
  ['Maya Okafor', 'MO'],
  ['  hana  maria sato ', 'HS'],
  ['Postern', 'PO'],
  ['田中 美咲', '田中'],
  ['田中美咲', '田中'],
  ['', ''],
])('writes %j as %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
