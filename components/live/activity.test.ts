import { describe, expect, it } from 'vitest';
import type { LiveRow, TerminalRow } from '@/lib/domain/terminals/view';
import { activityOf, byUrgency, needsLook } from './activity';

const now = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;

function terminal(more: Partial<LiveRow> & { kind?: TerminalRow['environment']['kind'] }): LiveRow {
  return {
    id: 'a',
    number: 1,
    person: { id: 'p', name: 'Maya Okafor' },
    target: { id: 't', name: 'orders-db', kind: 'database', address: '', note: '' },
    environment: { id: 'e', name: 'production', kind: more.kind ?? 'production', region: 'eu-west-1', accountId: '1' },
    command: null,
    document: null,
    requestId: 'r',
    requestNumber: 1,
    reason: 'because of a test',
    ticket: null,
    status: 'live',
    createdAt: now - 10 * minute,
    openedAt: now - 10 * minute,
    endedAt: null,
    endReason: null,
    endNote: null,
    endedBy: null,
    endsAt: now + 50 * minute,
    outputBytes: 0,
    lastInputAt: null,
    detachedAt: null,
    watchers: [],
    picture: null,
    lineLostAt: null,
    acts: { watch: true, end: true },
    ...more,
  };
}

describe('activityOf', () => {
  it.each([
    [{ status: 'opening' as const }, 'opening', null],
    [{ lineLostAt: now - 14_000, detachedAt: now }, 'lineDown', now - 14_000],
    [{ detachedAt: now - 2 * minute, lastInputAt: now }, 'away', now - 2 * minute],
    [{ lastInputAt: now - 5_000 }, 'typing', null],
    [{ lastInputAt: now - 9 * minute }, 'idle', now - 9 * minute],
    [{}, 'idle', now - 10 * minute],
    // A clock that is behind the server's makes nobody idle in the future.
    [{ lastInputAt: now + minute }, 'typing', null],
  ])('%o is %s', (more, word, since) => {
    expect(activityOf(terminal(more), now)).toMatchObject({ word, since });
    expect(needsLook(terminal(more), now)).toBe(word === 'lineDown' || word === 'away');
  });
});

describe('byUrgency', () => {
  it('puts those that need a look first, then production, then the newest', () => {
    const rows = [
      terminal({ id: 'old', createdAt: now - 60 * minute }),
      terminal({ id: 'dev', kind: 'development', createdAt: now - 2 * minute }),
      terminal({ id: 'stage', kind: 'staging', createdAt: now - 3 * minute }),
      terminal({ id: 'new', createdAt: now - minute }),
      terminal({ id: 'away', kind: 'development', detachedAt: now }),
      terminal({ id: 'down', kind: 'development', lineLostAt: now, createdAt: now - 90 * minute }),
    ];
    expect(rows.sort(byUrgency(now)).map((row) => row.id)).toEqual(['down', 'away', 'new', 'old', 'dev', 'stage']);
  });
});
