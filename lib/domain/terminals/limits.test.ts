import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aGrant, aTerminal, at, NOW } from '../testing/world';
import { nextDeadline, whyMustEnd } from './limits';

const limits = { terminalIdleMinutes: 20, terminalMaxMinutes: 480, terminalGraceMinutes: 5 };
const signedIn = { revokedAt: null };

const why = (
  terminal: Parameters<typeof aTerminal>[0],
  grants: Parameters<typeof aGrant>[0][] = [{}],
  revokedAt: Date | null = null,
) => whyMustEnd(aTerminal(terminal), grants.map(aGrant), limits, { revokedAt }, NOW);

describe('whyMustEnd', () => {
  it.each([
    ['used and allowed', {}, [{}], null],
    ['ended already', { status: 'ended' }, [], null],
    ['its grant is over', {}, [{ endsAt: NOW }], 'grantEnded'],
    ['its grant was closed by the job', {}, [{ endsAt: NOW, status: 'expired' }], 'grantEnded'],
    ['its grant was revoked', {}, [{ status: 'revoked' }], 'grantRevoked'],
    ['revoked long ago, ended since', {}, [{ status: 'revoked', endsAt: at(-1) }], 'grantEnded'],
    ['revoked, but another grant is open', {}, [{ status: 'revoked' }, { endsAt: at(1) }], null],
    ['over, but another grant is open', {}, [{ endsAt: NOW }, { endsAt: at(1) }], null],
    ['another grant has not begun', {}, [{ endsAt: NOW }, { startsAt: at(1) }], 'grantEnded'],
    ['no grant at all', {}, [], 'grantEnded'],
    ['nothing typed since it opened', { openedAt: at(-20) }, [{}], 'idle'],
    ['not quite', { openedAt: at(-19.99) }, [{}], null],
    ['typed lately', { openedAt: at(-40), lastInputAt: at(-19) }, [{}], null],
    ['typed long ago', { openedAt: at(-40), lastInputAt: at(-20) }, [{}], 'idle'],
    ['open for too long', { openedAt: at(-480), lastInputAt: NOW }, [{ startsAt: at(-500) }], 'maximumTime'],
    ['left for too long', { detachedAt: at(-5) }, [{}], 'abandoned'],
    ['left a moment ago', { detachedAt: at(-4.9) }, [{}], null],
    ['never looked at', { status: 'opening', openedAt: null, detachedAt: at(-5) }, [{}], 'abandoned'],
    ['opening for long, but watched by its browser', { status: 'opening', openedAt: null }, [{}], null],
  ] as const)('%s', (_, terminal, grants, reason) => {
    expect(why(terminal, [...grants])).toBe(reason);
  });

  it('ends with its sign-in, before any other reason', () => {
    expect(why({ openedAt: at(-999) }, [{ status: 'revoked' }], NOW)).toBe('signedOut');
    expect(why({}, [{}], at(1))).toBeNull();
  });
});

describe('nextDeadline', () => {
  const next = (terminal: Parameters<typeof aTerminal>[0], grants: Parameters<typeof aGrant>[0][] = [{}]) =>
    nextDeadline(aTerminal(terminal), grants.map(aGrant), limits, signedIn, NOW);

  it.each([
    ['idle comes first', {}, [{}], at(15)],
    ['the grant comes first', {}, [{ endsAt: at(3) }], at(3)],
    ['the grace time comes first', { detachedAt: at(-1) }, [{}], at(4)],
    ['the maximum comes first', { openedAt: at(-479), lastInputAt: NOW }, [{}], at(1)],
    ['already over', {}, [], NOW],
    ['ended', { status: 'ended' }, [{}], null],
  ] as const)('%s', (_, terminal, grants, deadline) => {
    expect(next(terminal, [...grants])).toEqual(deadline);
  });

  it('is exactly when something is said: not a millisecond before, and then', () => {
    const minutes = (min: number, max: number) => fc.integer({ min, max });
    const grant = fc.record({ starts: minutes(-60, 60), lasts: minutes(1, 120), revoked: fc.boolean() });
    const times = { opened: minutes(-90, 0), input: fc.option(minutes(-30, 0)), detached: fc.option(minutes(-6, 0)) };
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 5 }), fc.record(times), (given, { opened, input, detached }) => {
        const grants = given.map(({ starts, lasts, revoked }) =>
          aGrant({ startsAt: at(starts), endsAt: at(starts + lasts), status: revoked ? 'revoked' : 'active' }),
        );
        const terminal = aTerminal({
          openedAt: at(opened),
          lastInputAt: input === null ? null : at(input),
          detachedAt: detached === null ? null : at(detached),
        });
        const deadline = nextDeadline(terminal, grants, limits, signedIn, NOW);
        if (!deadline) throw new Error('a live terminal has a deadline');
        expect(whyMustEnd(terminal, grants, limits, signedIn, deadline)).not.toBeNull();
        if (deadline > NOW) {
          const before = new Date(deadline.getTime() - 1);
          expect(whyMustEnd(terminal, grants, limits, signedIn, before)).toBeNull();
        }
      }),
    );
  });
});
