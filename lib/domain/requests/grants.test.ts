import { describe, expect, it } from 'vitest';
import { aGrant, at, NOW } from '../testing/world';
import { accessUntil, isOpen, openGrant } from './grants';

describe('isOpen', () => {
  it.each([
    ['in its middle', {}, true],
    ['at its first instant', { startsAt: NOW }, true],
    ['before it', { startsAt: at(1) }, false],
    ['at its end', { endsAt: NOW }, false],
    ['revoked', { status: 'revoked' }, false],
    ['expired', { status: 'expired' }, false],
  ] as const)('%s', (_, over, open) => {
    expect(isOpen(aGrant(over), NOW)).toBe(open);
  });
});

describe('openGrant', () => {
  it('takes the one that lasts longest', () => {
    const short = aGrant({ endsAt: at(10) });
    const long = aGrant({ endsAt: at(20) });
    expect(openGrant([short, long], NOW)).toBe(long);
    expect(openGrant([long, short], NOW)).toBe(long);
  });

  it('passes over those that are not open, however long they last', () => {
    const short = aGrant({ endsAt: at(10) });
    const closed = [aGrant({ endsAt: at(99), status: 'revoked' }), aGrant({ startsAt: at(1), endsAt: at(99) })];
    expect(openGrant([...closed, short], NOW)).toBe(short);
    expect(openGrant(closed, NOW)).toBeNull();
  });
});

describe('accessUntil', () => {
  it('is the latest end of what is open', () => {
    expect(accessUntil([aGrant({ endsAt: at(10) }), aGrant({ endsAt: at(5) })], NOW)).toEqual(at(10));
  });

  it('goes on with a grant that begins before the end, and so on', () => {
    const grants = [
      aGrant({ startsAt: at(19), endsAt: at(30) }),
      aGrant({ endsAt: at(10) }),
      aGrant({ startsAt: at(10), endsAt: at(20) }),
      aGrant({ startsAt: at(31), endsAt: at(40) }),
      aGrant({ startsAt: at(5), endsAt: at(90), status: 'revoked' }),
    ];
    expect(accessUntil(grants, NOW)).toEqual(at(30));
  });

  it('is null when nothing is open', () => {
    expect(accessUntil([aGrant({ startsAt: at(1) })], NOW)).toBeNull();
  });
});
