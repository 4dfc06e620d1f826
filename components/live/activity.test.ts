import { describe, expect, it } from 'vitest';
import type { TerminalRow } from '@/lib/domain/terminals/view';
import { activityOf, byUrgency } from './activity';

const now = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;

function terminal(more: Partial<TerminalRow> & { kind?: TerminalRow['environment']['kind'] }): TerminalRow {
  return {
    id: 'a',
    number: 1,
    person: { id: 'p', name: 'Maya Okafor' },
    target: { id: 't', name: 'orders-db', kind: 'database', note: '' },
    environment: { id: 'e', name: 'production', kind: more.kind ?? 'production', region: 'eu-west-1', accountId: '1' },
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
    ...more,
  };
}

describe('activityOf', () => {
  it.each([
    [{ status: 'opening' as const }, 'opening', 0],
    [{ detachedAt: now - 2 * minute, lastInputAt: now }, 'away', 2],
    [{ lastInputAt: now - 5_000 }, 'typing', 0],
    [{ lastInputAt: now - 9 * minute }, 'idle', 9],
    [{}, 'idle', 10],
    // A clock that is behind the server's never makes a negative number.
    [{ lastInputAt: now + minute }, 'typing', 0],
  ])('%o is %s', (more, word, minutes) => {
    expect(activityOf(terminal(more), now)).toMatchObject({ word, minutes });
  });
});

describe('byUrgency', () => {
  it('puts the one nobody is attached to first, then production, then the newest', () => {
    const rows = [
      terminal({ id: 'old', createdAt: now - 60 * minute }),
      terminal({ id: 'dev', kind: 'development', createdAt: now }),
      terminal({ id: 'new', createdAt: now - minute }),
      terminal({ id: 'away', kind: 'development', detachedAt: now }),
    ];
    expect(rows.sort(byUrgency(now)).map((row) => row.id)).toEqual(['away', 'new', 'old', 'dev']);
  });
});
