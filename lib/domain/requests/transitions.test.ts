import { describe, expect, it } from 'vitest';
import type { Requirement } from '../approvals/required-approvals';
import type { RefusalReason, Result } from '../result';
import { aGrant, aRequest, at, aYes, id, NOW } from '../testing/world';
import type { GrantStatus, RequestStatus } from './request';
import {
  decide,
  expireGrant,
  lapse,
  type RequestDraft,
  revokeGrant,
  submitRequest,
  type Verdict,
  withdraw,
} from './transitions';

const maya = { personId: id<'person'>('maya') };
const priya = { personId: id<'person'>('priya') };
const jonas = { personId: id<'person'>('jonas') };

const one: Requirement = { approvals: 1, groups: ['approvers'], maxMinutes: 240, policyIds: ['p'], policyVersion: 3 };

function aDraft(over: Partial<RequestDraft> = {}): RequestDraft {
  return {
    id: id('r-1'),
    targetId: id('orders-db'),
    environmentId: id('production'),
    reason: '  Reconcile two stuck payments \n',
    ticket: ' OPS-12 ',
    minutes: 60,
    startsAt: null,
    ...over,
  };
}

function value<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`refused: ${result.refusal.reason}`);
  return result.value;
}

const names = (events: readonly { name: string }[]) => events.map((event) => event.name);

describe('submitRequest', () => {
  it('writes a pending request under what policy demands', () => {
    const sent = value(submitRequest(aDraft(), one, maya, 24, NOW));
    expect(sent.request).toMatchObject({
      personId: 'maya',
      reason: 'Reconcile two stuck payments',
      ticket: 'OPS-12',
      status: 'pending',
      approvalsNeeded: 1,
      approverGroups: ['approvers'],
      policyVersion: 3,
      createdAt: NOW,
      lapsesAt: at(24 * 60),
      settledAt: null,
    });
    expect(sent.settlement).toBeNull();
    const events = sent.events(1087);
    expect(names(events)).toEqual(['request.sent']);
    expect(events[0]).toMatchObject({
      fields: { number: 1087, minutes: 60, startsAt: null, approvalsNeeded: 1 },
      about: { personId: 'maya', requestId: 'r-1', targetId: 'orders-db', environmentId: 'production' },
    });
  });

  it('opens at once when policy asks nobody', () => {
    const sent = value(submitRequest(aDraft(), { ...one, approvals: 0, groups: [] }, maya, 24, NOW));
    expect(sent.settlement).toEqual({
      status: 'approved',
      settledAt: NOW,
      grant: { requestId: 'r-1', personId: 'maya', targetId: 'orders-db', startsAt: NOW, endsAt: at(60) },
    });
    expect(names(sent.events(1))).toEqual(['request.sent', 'request.approvedByPolicy', 'grant.opened']);
  });

  it('begins at the asked-for start when policy asks nobody', () => {
    const draft = aDraft({ startsAt: at(120) });
    const sent = value(submitRequest(draft, { ...one, approvals: 0, groups: [] }, maya, 24, NOW));
    expect(sent.settlement?.grant).toMatchObject({ startsAt: at(120), endsAt: at(180) });
  });

  it('asks a person of each named group even if policy counted fewer', () => {
    const sent = value(submitRequest(aDraft(), { ...one, groups: ['a', 'b', 'a'] }, maya, 24, NOW));
    expect(sent.request).toMatchObject({ approvalsNeeded: 2, approverGroups: ['a', 'b'] });
  });

  it.each<[string, Partial<RequestDraft>, Partial<Requirement>, object]>([
    ['no reason', { reason: ' \n ' }, {}, { reason: 'REASON_MISSING', field: 'reason' }],
    ['too short a reason', { reason: 'because  ' }, {}, { reason: 'INPUT_NOT_UNDERSTOOD', field: 'reason' }],
    ['five emoji, which are ten UTF-16 units', { reason: '🔥🔥🔥🔥🔥' }, {}, { reason: 'INPUT_NOT_UNDERSTOOD' }],
    ['too long a reason', { reason: 'x'.repeat(2001) }, {}, { reason: 'INPUT_NOT_UNDERSTOOD', field: 'reason' }],
    ['too long a ticket', { ticket: 'x'.repeat(101) }, {}, { reason: 'INPUT_NOT_UNDERSTOOD', field: 'ticket' }],
    ['nothing may be asked for', {}, { maxMinutes: 0 }, { reason: 'NOT_ALLOWED' }],
    ['too long', { minutes: 241 }, {}, { reason: 'TOO_LONG', field: 'minutes', facts: { max: 240 } }],
    ['no time at all', { minutes: 0 }, {}, { reason: 'INPUT_NOT_UNDERSTOOD', field: 'minutes' }],
    ['half a minute', { minutes: 0.5 }, {}, { reason: 'INPUT_NOT_UNDERSTOOD', field: 'minutes' }],
    ['no number', { minutes: Number.NaN }, {}, { reason: 'INPUT_NOT_UNDERSTOOD', field: 'minutes' }],
    ['a start in the past', { startsAt: at(-5.1) }, {}, { reason: 'START_IN_THE_PAST', field: 'startsAt' }],
    ['too far a start', { startsAt: at(30 * 24 * 60 + 1) }, {}, { reason: 'START_TOO_FAR', field: 'startsAt' }],
    ['no instant', { startsAt: new Date(Number.NaN) }, {}, { reason: 'INPUT_NOT_UNDERSTOOD', field: 'startsAt' }],
  ])('refuses %s', (_, draft, requirement, refusal) => {
    const result = submitRequest(aDraft(draft), { ...one, ...requirement }, maya, 24, NOW);
    expect(result).toMatchObject({ ok: false, refusal });
  });

  it.each([
    ['the shortest reason', { reason: '1234567890' }],
    ['the longest reason', { reason: 'x'.repeat(2000) }],
    ['no ticket', { ticket: '  ' }],
    ['the longest duration', { minutes: 240 }],
    ['a start that has just passed', { startsAt: at(-5) }],
    ['the farthest start', { startsAt: at(30 * 24 * 60) }],
  ])('takes %s', (_, draft) => {
    expect(submitRequest(aDraft(draft), one, maya, 24, NOW).ok).toBe(true);
  });

  it('forgets a start that has just passed', () => {
    expect(value(submitRequest(aDraft({ startsAt: at(-1) }), one, maya, 24, NOW)).request.startsAt).toBeNull();
  });
});

const STATES: RequestStatus[] = ['pending', 'approved', 'denied', 'withdrawn', 'lapsed'];

describe('every state x every verb', () => {
  const verbs: Record<string, (status: RequestStatus) => Result<{ settlement: { status: string } | null }>> = {
    approve: (status) => decide(aRequest({ status }), [], { kind: 'approved' }, priya, ['approvers'], NOW),
    deny: (status) => decide(aRequest({ status }), [], { kind: 'denied', comment: 'no' }, priya, ['approvers'], NOW),
    withdraw: (status) => withdraw(aRequest({ status }), maya, NOW),
    lapse: (status) => lapse(aRequest({ status }), aRequest().lapsesAt),
  };
  const outcome: Record<string, string> = {
    approve: 'approved',
    deny: 'denied',
    withdraw: 'withdrawn',
    lapse: 'lapsed',
  };
  const pairs = Object.keys(verbs).flatMap((verb) => STATES.map((status) => [verb, status] as const));

  it.each(pairs)('%s a request that is %s', (verb, status) => {
    const result = verbs[verb]?.(status);
    if (status === 'pending')
      expect(result).toMatchObject({ ok: true, value: { settlement: { status: outcome[verb] } } });
    else {
      const reason = status === 'lapsed' && verb !== 'lapse' ? 'REQUEST_LAPSED' : 'ALREADY_SETTLED';
      expect(result).toMatchObject({ ok: false, refusal: { reason } });
    }
  });

  it.each(['approve', 'deny', 'withdraw'])('%s is too late once its time is over, written down or not', (verb) => {
    const late = aRequest({ lapsesAt: NOW });
    const results: Record<string, Result<unknown>> = {
      approve: decide(late, [], { kind: 'approved' }, priya, ['approvers'], NOW),
      deny: decide(late, [], { kind: 'denied', comment: 'no' }, priya, ['approvers'], NOW),
      withdraw: withdraw(late, maya, NOW),
    };
    expect(results[verb]).toMatchObject({ ok: false, refusal: { reason: 'REQUEST_LAPSED' } });
  });

  it('does not lapse before its time', () => {
    expect(lapse(aRequest({ lapsesAt: at(1) }), NOW)).toMatchObject({ refusal: { reason: 'CHANGED_MEANWHILE' } });
  });

  it('is withdrawn by its own person only', () => {
    expect(withdraw(aRequest(), priya, NOW)).toMatchObject({ refusal: { reason: 'NOT_ALLOWED' } });
  });

  it('records a withdrawal and a lapse', () => {
    expect(names(value(withdraw(aRequest(), maya, NOW)).events)).toEqual(['request.withdrawn']);
    expect(names(value(lapse(aRequest({ lapsesAt: NOW }), NOW)).events)).toEqual(['request.lapsed']);
  });
});

describe('decide', () => {
  const yes: Verdict = { kind: 'approved' };

  it('starts the clock at the last approval', () => {
    const decided = value(decide(aRequest(), [], { ...yes, comment: ' go on ' }, priya, ['approvers', 'x'], NOW));
    expect(decided.decision).toEqual({
      requestId: 'r-1',
      personId: 'priya',
      kind: 'approved',
      minutes: null,
      comment: 'go on',
      forGroups: ['approvers'],
      createdAt: NOW,
    });
    expect(decided.settlement?.grant).toMatchObject({ startsAt: NOW, endsAt: at(60) });
    expect(names(decided.events)).toEqual(['request.approved', 'grant.opened']);
  });

  it('starts at the asked-for start while that is ahead, and now when it has passed', () => {
    const ahead = value(decide(aRequest({ startsAt: at(30) }), [], yes, priya, ['approvers'], NOW));
    expect(ahead.settlement?.grant).toMatchObject({ startsAt: at(30), endsAt: at(90) });
    const passed = value(decide(aRequest({ startsAt: at(-2) }), [], yes, priya, ['approvers'], NOW));
    expect(passed.settlement?.grant).toMatchObject({ startsAt: NOW, endsAt: at(60) });
  });

  it('waits for the second approval, and the shortest allowed duration wins', () => {
    const request = aRequest({ approvalsNeeded: 2, approverGroups: ['approvers', 'security'] });
    const first = value(decide(request, [], { ...yes, minutes: 20 }, priya, ['approvers'], NOW));
    expect(first.settlement).toBeNull();
    expect(first.events[0]).toMatchObject({ fields: { minutes: 20, complete: false } });
    const second = value(decide(request, [first.decision], { ...yes, minutes: 45 }, jonas, ['security'], at(3)));
    expect(second.settlement?.grant).toMatchObject({ startsAt: at(3), endsAt: at(23) });
    expect(second.events[0]).toMatchObject({ fields: { complete: true, forGroups: ['security'] } });
  });

  it('does not take two of one group for two groups', () => {
    const request = aRequest({ approvalsNeeded: 2, approverGroups: ['approvers', 'security'] });
    const decided = value(decide(request, [aYes('priya')], yes, { personId: id('tomas') }, ['approvers'], NOW));
    expect(decided.settlement).toBeNull();
  });

  it('settles by one no, whatever was said before', () => {
    const request = aRequest({ approvalsNeeded: 2 });
    const decided = value(
      decide(request, [aYes('priya')], { kind: 'denied', comment: 'not today' }, jonas, ['approvers'], NOW),
    );
    expect(decided.settlement).toEqual({ status: 'denied', settledAt: NOW, grant: null });
    expect(decided.events).toMatchObject([{ name: 'request.denied', fields: { comment: 'not today' } }]);
  });

  it('takes the asked-for duration, said again, as asked', () => {
    expect(
      value(decide(aRequest(), [], { ...yes, minutes: 60 }, priya, ['approvers'], NOW)).decision.minutes,
    ).toBeNull();
  });

  it('lets anyone the caller let through decide when no group is named', () => {
    expect(decide(aRequest({ approverGroups: [] }), [], yes, priya, [], NOW).ok).toBe(true);
  });

  it.each<[string, Verdict, typeof priya, string[], RefusalReason, string?]>([
    ['one approves their own', yes, maya, ['approvers'], 'SELF_APPROVAL'],
    ['one denies their own', { kind: 'denied', comment: 'x' }, maya, ['approvers'], 'SELF_APPROVAL'],
    ['one decides twice', yes, jonas, ['approvers'], 'ALREADY_DECIDED'],
    ['nobody of a named group', yes, priya, ['developers'], 'NOT_AN_APPROVER'],
    ['a no of nobody of a named group', { kind: 'denied', comment: 'x' }, priya, [], 'NOT_AN_APPROVER'],
    ['a no without why', { kind: 'denied', comment: '  ' }, priya, ['approvers'], 'REASON_MISSING', 'comment'],
    ['longer than asked', { ...yes, minutes: 61 }, priya, ['approvers'], 'NOT_SHORTER', 'minutes'],
    ['no time', { ...yes, minutes: 0 }, priya, ['approvers'], 'INPUT_NOT_UNDERSTOOD', 'minutes'],
    ['half a minute', { ...yes, minutes: 1.5 }, priya, ['approvers'], 'INPUT_NOT_UNDERSTOOD', 'minutes'],
    ['a novel', { ...yes, comment: 'x'.repeat(2001) }, priya, ['approvers'], 'INPUT_NOT_UNDERSTOOD', 'comment'],
  ])('refuses %s', (_, verdict, who, groups, reason, field) => {
    const request = aRequest({ approvalsNeeded: 3 });
    const result = decide(request, [aYes('jonas')], verdict, who, groups, NOW);
    expect(result).toMatchObject({ ok: false, refusal: field ? { reason, field } : { reason } });
  });

  it('says self-approval even of a settled request, so that the attempt is on record', () => {
    const result = decide(aRequest({ status: 'approved' }), [], yes, maya, ['approvers'], NOW);
    expect(result).toMatchObject({ refusal: { reason: 'SELF_APPROVAL' } });
  });
});

describe('every grant state x every verb', () => {
  it.each<[GrantStatus, RefusalReason | null]>([
    ['active', null],
    ['expired', 'GRANT_ENDED'],
    ['revoked', 'GRANT_ENDED'],
  ])('%s', (status, reason) => {
    const revoked = revokeGrant(aGrant({ status }), 1087, ' left the team ', NOW);
    const expired = expireGrant(aGrant({ status, endsAt: NOW }), 1087, NOW);
    if (reason) {
      expect(revoked).toMatchObject({ ok: false, refusal: { reason, facts: { status } } });
      expect(expired).toMatchObject({ ok: false, refusal: { reason, facts: { status } } });
    } else {
      const why = 'left the team';
      expect(value(revoked).grant).toEqual({ status: 'revoked', endedAt: NOW, revokedReason: why });
      expect(value(revoked).events).toMatchObject([{ name: 'grant.revoked', fields: { number: 1087, reason: why } }]);
      expect(value(expired).grant).toEqual({ status: 'expired', endedAt: NOW, revokedReason: null });
      expect(names(value(expired).events)).toEqual(['grant.expired']);
    }
  });

  it('is not revoked when its time is over, nor without a reason', () => {
    expect(revokeGrant(aGrant({ endsAt: NOW }), 1, 'why', NOW)).toMatchObject({ refusal: { reason: 'GRANT_ENDED' } });
    expect(revokeGrant(aGrant(), 1, ' ', NOW)).toMatchObject({
      refusal: { reason: 'REASON_MISSING', field: 'reason' },
    });
    expect(revokeGrant(aGrant(), 1, 'x'.repeat(2001), NOW)).toMatchObject({
      refusal: { reason: 'INPUT_NOT_UNDERSTOOD' },
    });
  });

  it('is revoked before it has begun', () => {
    expect(revokeGrant(aGrant({ startsAt: at(10) }), 1, 'why', NOW).ok).toBe(true);
  });

  it('does not expire before its time', () => {
    expect(expireGrant(aGrant({ endsAt: at(0.01) }), 1, NOW)).toMatchObject({
      refusal: { reason: 'CHANGED_MEANWHILE' },
    });
  });
});
