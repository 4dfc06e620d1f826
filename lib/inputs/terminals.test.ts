import { describe, expect, it } from 'vitest';
import { drain, stop } from './bastions';
import { revokeSignIns } from './people';
import { end, look, open, ticket } from './terminals';

const ID = '0b7f7a0e-6a55-4c39-9d0b-0d5a7f0c1a2b';

describe('terminals', () => {
  it.each([
    [80, 24, true],
    [1, 1, true],
    [1000, 1000, true],
    [0, 24, false],
    [80, 1001, false],
    [80.5, 24, false],
    ['80', 24, false],
  ])('opens with %j x %j: %s', (cols, rows, taken) => {
    expect(open.safeParse({ targetId: ID, cols, rows }).success).toBe(taken);
  });

  it('gives a ticket for a purpose that exists', () => {
    expect(ticket.safeParse({ terminalId: ID, purpose: 'operate' }).success).toBe(true);
    expect(ticket.safeParse({ terminalId: ID, purpose: 'own' }).error?.issues[0]).toMatchObject({
      path: ['purpose'],
      message: 'notOneOfThese',
    });
  });

  it('ends with or without a note', () => {
    expect(end.parse({ terminalId: ID })).toEqual({ terminalId: ID, note: null });
    expect(end.parse({ terminalId: ID, note: ' Maintenance ' }).note).toBe('Maintenance');
    expect(end.safeParse({ terminalId: ID, note: '\u001b]0;x' }).success).toBe(false);
  });
});

it('stops, drains and signs out with a reason only', () => {
  for (const schema of [stop, drain]) {
    expect(schema.safeParse({ bastionId: ID, reason: 'stuck' }).success).toBe(true);
    expect(schema.safeParse({ bastionId: ID, reason: ' ' }).error?.issues[0]?.path).toEqual(['reason']);
  }
  expect(revokeSignIns.safeParse({ personId: ID, reason: 'lost laptop' }).success).toBe(true);
  expect(revokeSignIns.safeParse({ personId: ID }).error?.issues[0]).toMatchObject({
    path: ['reason'],
    message: 'textNeeded',
  });
});

describe('which screens to look at', () => {
  it('are ids, each with how far it was seen', () => {
    expect(look.parse({ seen: `${ID}:0,${ID.toUpperCase()}:123` }).seen).toEqual([
      { terminalId: ID, offset: 0 },
      { terminalId: ID, offset: 123 },
    ]);
  });

  it.each([
    '',
    null,
    ID,
    `${ID}:`,
    `${ID}:-1`,
    `${ID}:1e3`,
    'x:1',
    `${ID}:1:2,`,
    Array.from({ length: 61 }, () => `${ID}:1`).join(','),
  ])('are nothing else: %s', (seen) => {
    expect(look.safeParse({ seen }).success).toBe(false);
  });
});
