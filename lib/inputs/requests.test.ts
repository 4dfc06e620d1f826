import { describe, expect, it } from 'vitest';
import { approve, deny, revoke, submit, withdraw } from './requests';

const ID = '0b7f7a0e-6a55-4c39-9d0b-0d5a7f0c1a2b';
const good = { targetId: ID, reason: 'Reconcile two stuck payments', minutes: 60 };

function faults(result: { error?: { issues: readonly { path: PropertyKey[]; message: string }[] } }) {
  return result.error?.issues.map((issue) => [issue.path.join('.'), issue.message]);
}

describe('submit', () => {
  it('takes the least', () => {
    expect(submit.parse(good)).toEqual({ ...good, ticket: null, startsAt: null });
  });

  it('takes what a form sends', () => {
    const form = {
      targetId: ID.toUpperCase(),
      reason: ' two lines \r\n here ',
      ticket: '',
      minutes: '60',
      startsAt: '',
    };
    expect(submit.parse(form)).toEqual({
      targetId: ID,
      reason: 'two lines \n here',
      ticket: null,
      minutes: 60,
      startsAt: null,
    });
    expect(submit.parse({ ...good, startsAt: '2026-11-22T10:00:00.000Z' }).startsAt).toBeInstanceOf(Date);
  });

  it('names every failing field', () => {
    const bad = { targetId: 'x', reason: 'short', ticket: 'a\u202eb', minutes: 'soon', startsAt: 'soon', admin: true };
    expect(submit.safeParse(bad).error?.issues.map((issue) => issue.path[0] ?? issue.code)).toEqual([
      'targetId',
      'reason',
      'ticket',
      'minutes',
      'startsAt',
      'unrecognized_keys',
    ]);
    expect(faults(submit.safeParse({ targetId: ID }))).toEqual([
      ['reason', 'textNeeded'],
      ['minutes', 'wholeNumberNeeded'],
    ]);
  });

  it.each([null, undefined, 'text', 7, []])('refuses %j', (given) => {
    expect(submit.safeParse(given).success).toBe(false);
  });
});

describe('decisions', () => {
  it('approves as asked or shorter', () => {
    expect(approve.parse({ requestId: ID })).toEqual({ requestId: ID, minutes: null, comment: null });
    expect(approve.parse({ requestId: ID, minutes: '30', comment: ' ok ' })).toMatchObject({
      minutes: 30,
      comment: 'ok',
    });
    expect(faults(approve.safeParse({ requestId: ID, minutes: 0 }))?.[0]?.[0]).toBe('minutes');
  });

  it('denies with a reason only', () => {
    expect(faults(deny.safeParse({ requestId: ID, comment: '  ' }))).toEqual([['comment', 'textNeeded']]);
    expect(deny.parse({ requestId: ID, comment: 'no' })).toEqual({ requestId: ID, comment: 'no' });
  });

  it('withdraws by id', () => {
    expect(faults(withdraw.safeParse({ requestId: `${ID}'--` }))).toEqual([['requestId', 'idNeeded']]);
  });

  it('revokes one thing, with a reason', () => {
    expect(revoke.safeParse({ grantId: ID, reason: 'left' }).success).toBe(true);
    expect(revoke.safeParse({ requestId: ID, reason: 'left' }).success).toBe(true);
    expect(faults(revoke.safeParse({ reason: 'left' }))).toEqual([['grantId', 'oneOfGrantAndRequest']]);
    expect(faults(revoke.safeParse({ grantId: ID, requestId: ID, reason: 'left' }))).toEqual([
      ['grantId', 'oneOfGrantAndRequest'],
    ]);
    expect(faults(revoke.safeParse({ grantId: ID, reason: '' }))).toEqual([['reason', 'textNeeded']]);
  });
});
