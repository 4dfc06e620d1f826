import { expect, it } from 'vitest';
import { whatCameOfIt } from './what-came-of-it';

const grant = (status: 'scheduled' | 'open' | 'expired' | 'revoked') =>
  ({ status, startsAt: 0, endsAt: 1, revokedBy: null }) as NonNullable<Parameters<typeof whatCameOfIt>[0]['grant']>;

it.each([
  ['pending', null, null],
  ['denied', null, 'nothing'],
  ['withdrawn', null, 'nothing'],
  ['lapsed', null, 'nothing'],
  ['approved', grant('scheduled'), null],
  ['approved', grant('open'), null],
  ['approved', grant('expired'), 'over'],
  ['approved', grant('revoked'), 'over'],
] as const)('%s with %o: %s', (status, granted, answer) => {
  expect(whatCameOfIt({ status, grant: granted })).toBe(answer);
});
