import { describe, expect, it } from 'vitest';
import type { GrantView, RequestRow } from '@/lib/domain/requests/view';
import { countRequests, matchRequests } from './match-requests';

const grant = (status: GrantView['status']): GrantView => ({
  id: 'g',
  status,
  startsAt: 0,
  endsAt: 1,
  endedAt: null,
  revokedBy: null,
  revokedReason: null,
});

const request = (number: number, more: Partial<RequestRow>): RequestRow => ({
  id: String(number),
  number,
  person: { id: 'p', name: 'Maya Okafor' },
  target: { id: 't', name: 'ledger-db', kind: 'database', address: 'ledger.internal:3306' },
  environment: { id: 'e', name: 'production', kind: 'production', region: 'eu-west-1', accountId: '1' },
  reason: 'Check double-booked refunds',
  ticket: 'INC-2304',
  minutes: 60,
  startsAt: null,
  status: 'pending',
  createdAt: 0,
  lapsesAt: 1,
  approvals: { given: 0, needed: 1, missingGroups: [] },
  deniedBy: null,
  denial: null,
  grant: null,
  ...more,
});

const requests = [
  request(1, {}),
  request(2, { status: 'approved', grant: grant('open') }),
  request(3, { status: 'approved', grant: grant('scheduled'), ticket: null }),
  request(4, { status: 'approved', grant: grant('expired') }),
  request(5, { status: 'denied', reason: 'Purge one stale page' }),
];

const numbers = (typed: string, choice: Parameters<typeof matchRequests>[2] = 'all') =>
  matchRequests(requests, typed, choice).map(({ number }) => number);

describe('matchRequests', () => {
  it('tells waiting, living and finished requests apart', () => {
    expect(countRequests(requests)).toEqual({ all: 5, waiting: 1, open: 2, over: 2 });
    expect([numbers('', 'waiting'), numbers('', 'open'), numbers('', 'over')]).toEqual([[1], [2, 3], [4, 5]]);
  });

  it.each([
    ['r-4', [4]],
    ['inc-2304', [1, 2, 4, 5]],
    ['purge production', [5]],
    ['MAYA ledger', [1, 2, 3, 4, 5]],
    ['ordrs', []],
  ])('finds %j by number, ticket, reason, person and place', (typed, found) => {
    expect(numbers(typed)).toEqual(found);
  });
});
