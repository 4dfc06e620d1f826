import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aTerminal, NOON } from '../../db/testing/rows';
import { verifyAudit } from '../../db/verify-audit';
import type { Actor } from '../../domain/people/actor';
import { aTeam, eventsOf, openWorld, somePlaces, type World } from '../testing/world';
import { approveRequest } from './approve';
import { denyRequest } from './deny';
import { expireDue } from './expire-due';
import { getRequest } from './get';
import { listAwaitingMe } from './list-awaiting-me';
import { listMyRequests } from './list-mine';
import { revokeRequest } from './revoke';
import { submitRequest } from './submit';
import { withdrawRequest } from './withdraw';

const REASON = 'Look at the stuck payout of customer 1181';
const HOUR_MS = 3_600_000;

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
let places: Awaited<ReturnType<typeof somePlaces>>;
beforeAll(async () => {
  world = await openWorld();
  team = await aTeam(world.db);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.setClock(0);
  places = await somePlaces(world.db);
});

async function sent(actor: Actor = team.priya, minutes = 60, targetId: string = places.ordersDb): Promise<string> {
  const answer = await submitRequest(world.deps, actor, { targetId, reason: REASON, minutes });
  if (!answer.ok) throw new Error(answer.refusal.reason);
  return answer.value.requestId;
}

async function detail(actor: Actor, requestId: string) {
  const answer = await getRequest(world.deps, actor, { requestId });
  if (!answer.ok) throw new Error(answer.refusal.reason);
  return answer.value;
}

function terminalOf(actor: Actor, grantId: string, targetId: string, environmentId: string, createdAt = NOON) {
  return aTerminal(world.db, {
    personId: actor.personId,
    signInId: actor.signInId,
    grantId,
    targetId,
    environmentId,
    status: 'live',
    createdAt,
  });
}

describe('a request', () => {
  it('is asked, approved, opened and expires, and all of it is on record', async () => {
    const id = await sent();
    const before = await detail(team.jonas, id);
    expect(before).toMatchObject({
      status: 'pending',
      approvals: { given: 0, needed: 1, missingGroups: ['approvers'] },
    });
    expect(before.acts).toEqual({ approve: true, deny: true, withdraw: false, revoke: false, connect: false });
    expect(before.mustSayYes).toHaveLength(1);
    expect(before.mustSayYes[0]?.could.map((person) => person.name)).toEqual(['Jonas Weber', 'Maya Sato']);

    world.setClock(5);
    const yes = await approveRequest(world.deps, team.jonas, { requestId: id, minutes: 30, comment: 'Half an hour' });
    expect(yes).toMatchObject({ ok: true, value: { complete: true } });
    const open = await detail(team.priya, id);
    expect(open.grant).toMatchObject({ status: 'open', startsAt: NOON.getTime() + 5 * 60_000 });
    expect(open.grant?.endsAt).toBe(NOON.getTime() + 35 * 60_000);
    expect(open.acts).toMatchObject({ connect: true, revoke: true, approve: false });
    expect(open.timeline.map((entry) => entry.kind)).toEqual([
      'asked',
      'policyApplied',
      'approved',
      'opened',
      'expired',
    ]);

    world.setClock(35);
    expect(await expireDue(world.deps)).toEqual({ lapsed: 0, expired: 1 });
    expect(await expireDue(world.deps)).toEqual({ lapsed: 0, expired: 0 });
    expect((await detail(team.priya, id)).grant?.status).toBe('expired');
    expect(await eventsOf(world.db, id)).toEqual(['request.sent', 'request.approved', 'grant.opened', 'grant.expired']);
    expect((await verifyAudit(world.db)).whole).toBe(true);
  });

  it('opens at once where policy says so', async () => {
    const answer = await submitRequest(world.deps, team.priya, {
      targetId: places.devShell,
      reason: REASON,
      minutes: 240,
    });
    expect(answer).toMatchObject({ ok: true, value: { opened: true } });
    if (!answer.ok) return;
    expect(await eventsOf(world.db, answer.value.requestId)).toEqual([
      'request.sent',
      'request.approvedByPolicy',
      'grant.opened',
    ]);
  });

  it('that needs two groups waits for the second', async () => {
    const id = await sent(team.priya, 240);
    expect(await approveRequest(world.deps, team.maya, { requestId: id })).toMatchObject({
      value: { complete: false },
    });
    expect((await detail(team.priya, id)).approvals).toEqual({ given: 1, needed: 2, missingGroups: ['security'] });
    const again = await approveRequest(world.deps, team.maya, { requestId: id });
    expect(again).toMatchObject({ refusal: { reason: 'ALREADY_DECIDED' } });
    expect(await approveRequest(world.deps, team.sofia, { requestId: id })).toMatchObject({
      value: { complete: true },
    });
  });

  it('may be denied with a reason and withdrawn while it waits', async () => {
    const denied = await sent();
    expect(await denyRequest(world.deps, team.jonas, { requestId: denied, comment: ' ' })).toMatchObject({
      refusal: { reason: 'REASON_MISSING', field: 'comment' },
    });
    await denyRequest(world.deps, team.jonas, { requestId: denied, comment: 'Use the replica.' });
    expect(await detail(team.priya, denied)).toMatchObject({ status: 'denied', denial: 'Use the replica.' });
    const withdrawn = await sent();
    expect(await withdrawRequest(world.deps, team.priya, { requestId: withdrawn })).toMatchObject({ ok: true });
    expect(await withdrawRequest(world.deps, team.priya, { requestId: withdrawn })).toMatchObject({
      refusal: { reason: 'ALREADY_SETTLED' },
    });
    expect(await eventsOf(world.db, withdrawn)).toEqual([
      'request.sent',
      'request.withdrawn',
      'request.decisionRefused',
    ]);
  });

  it('lapses when nobody answers, and never stands in the way of the next', async () => {
    const first = await sent();
    world.setClock(24 * 60);
    const fresh = { ...team.maya, groupsReadAt: new Date(NOON.getTime() + 23 * HOUR_MS) };
    expect(await approveRequest(world.deps, fresh, { requestId: first })).toMatchObject({
      refusal: { reason: 'REQUEST_LAPSED' },
    });
    const second = await sent();
    expect((await detail(team.priya, first)).status).toBe('lapsed');
    expect((await detail(team.priya, second)).status).toBe('pending');
  });
});

describe('refusals', () => {
  it('of one’s own request, of strangers, of old groups, and of a second pending one', async () => {
    const id = await sent(team.jonas);
    const own = await approveRequest(world.deps, team.jonas, { requestId: id });
    expect(own).toMatchObject({ refusal: { reason: 'SELF_APPROVAL' } });
    const stranger = await approveRequest(world.deps, team.nobody, { requestId: id });
    expect(stranger).toMatchObject({ refusal: { reason: 'NOT_FOUND' } });
    const auditor = await approveRequest(world.deps, team.auditor, { requestId: id });
    expect(auditor).toMatchObject({ refusal: { reason: 'NOT_AN_APPROVER' } });
    const old = { ...team.maya, groupsReadAt: new Date(NOON.getTime() - 13 * HOUR_MS) };
    expect(await approveRequest(world.deps, old, { requestId: id })).toMatchObject({
      refusal: { reason: 'GROUPS_TOO_OLD' },
    });
    expect(
      await submitRequest(world.deps, team.jonas, { targetId: places.ordersDb, reason: REASON, minutes: 5 }),
    ).toMatchObject({
      refusal: { reason: 'ALREADY_PENDING' },
    });
    expect(await eventsOf(world.db, id)).toEqual(['request.sent', ...Array(3).fill('request.decisionRefused')]);
  });

  it('of what one may not see are "not found", and on record', async () => {
    const id = await sent();
    for (const requestId of [id, 'nonsense', '00000000-0000-4000-8000-000000000000']) {
      expect(await getRequest(world.deps, team.nobody, { requestId })).toEqual({
        ok: false,
        refusal: { reason: 'NOT_FOUND' },
      });
    }
    const unseen = await submitRequest(world.deps, team.nobody, {
      targetId: places.ordersDb,
      reason: REASON,
      minutes: 5,
    });
    expect(unseen).toMatchObject({ refusal: { reason: 'NOT_FOUND' } });
    const last = await world.db.prisma.auditEvent.findFirst({ orderBy: { sequence: 'desc' } });
    expect(last).toMatchObject({ name: 'access.refused', actorName: 'Nell Nobody' });
  });

  it('of asking for too long or what policy does not give', async () => {
    const ask = (actor: Actor, minutes: number) =>
      submitRequest(world.deps, actor, { targetId: places.ordersDb, reason: REASON, minutes });
    expect(await ask(team.priya, 600)).toMatchObject({ refusal: { reason: 'TOO_LONG', facts: { max: 240 } } });
    expect(await ask(team.sofia, 30)).toMatchObject({ refusal: { reason: 'NOT_ALLOWED' } });
  });
});

describe('lists', () => {
  it('show what waits for me and what I asked for', async () => {
    const id = await sent();
    const waiting = await listAwaitingMe(world.deps, team.jonas);
    expect(waiting.ok && waiting.value.some((row) => row.id === id)).toBe(true);
    const notMine = await listAwaitingMe(world.deps, team.priya);
    expect(notMine).toEqual({ ok: true, value: [] });
    const mine = await listMyRequests(world.deps, team.priya);
    expect(mine.ok && mine.value.some((row) => row.id === id)).toBe(true);
    await approveRequest(world.deps, team.jonas, { requestId: id });
    const after = await listAwaitingMe(world.deps, team.jonas);
    expect(after.ok && after.value.some((row) => row.id === id)).toBe(false);
  });
});

describe('at the same instant', () => {
  it('two approvers give one grant', async () => {
    for (let round = 0; round < 5; round += 1) {
      places = await somePlaces(world.db);
      const id = await sent();
      const answers = await Promise.all(
        [team.jonas, team.maya].map((approver) => approveRequest(world.deps, approver, { requestId: id })),
      );
      const reasons = answers.map((answer) => (answer.ok ? 'ok' : answer.refusal.reason)).sort();
      expect(reasons).toEqual(['ALREADY_SETTLED', 'ok']);
      expect(await world.db.prisma.grant.count({ where: { requestId: id } })).toBe(1);
    }
  });

  it('approval and withdrawal end in exactly one of the two', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 8; round += 1) {
      places = await somePlaces(world.db);
      const id = await sent();
      const racers = [
        () => approveRequest(world.deps, team.jonas, { requestId: id }),
        () => withdrawRequest(world.deps, team.priya, { requestId: id }),
      ];
      const answers = await Promise.all((round % 2 ? racers : racers.reverse()).map((run) => run()));
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      const loser = answers.find((answer) => !answer.ok);
      expect(loser && !loser.ok && loser.refusal.reason).toBe('ALREADY_SETTLED');
      const { status, grant } = await detail(team.priya, id);
      expect(grant !== null).toBe(status === 'approved');
      outcomes.add(status);
    }
    expect([...outcomes].every((status) => ['approved', 'withdrawn'].includes(status))).toBe(true);
  });

  it('the same request sent many times is one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        submitRequest(world.deps, team.priya, { targetId: places.ordersDb, reason: REASON, minutes: 30 }),
      ),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    for (const answer of answers) if (!answer.ok) expect(answer.refusal.reason).toBe('ALREADY_PENDING');
  });
});

describe('ending access', () => {
  async function opened(minutes: number): Promise<{ requestId: string; grantId: string }> {
    const requestId = await sent(team.priya, minutes, places.devShell);
    const grant = await world.db.prisma.grant.findUniqueOrThrow({ where: { requestId } });
    return { requestId, grantId: grant.id };
  }
  const endOf = async (id: string) => {
    const row = await world.db.prisma.terminal.findUniqueOrThrow({ where: { id } });
    return [row.endRequestedAt, row.endReason];
  };

  it('by revocation asks the terminals to end in the same transaction', async () => {
    const { requestId, grantId } = await opened(60);
    const terminal = await terminalOf(team.priya, grantId, places.devShell, places.development);
    const answer = await revokeRequest(world.deps, team.admin, { requestId, reason: 'Laptop lost' });
    expect(answer).toMatchObject({ ok: true, value: { terminalsEnding: 1 } });
    expect(await endOf(terminal)).toEqual([NOON, 'grantRevoked']);
    expect(await eventsOf(world.db, requestId)).toContain('grant.revoked');
    const twice = await revokeRequest(world.deps, team.admin, { requestId, reason: 'Laptop lost' });
    expect(twice).toMatchObject({ refusal: { reason: 'GRANT_ENDED' } });
    expect((await detail(team.priya, requestId)).grant).toMatchObject({
      status: 'revoked',
      revokedBy: { name: 'Ada Novak' },
      revokedReason: 'Laptop lost',
    });
  });

  it('leaves terminals alone while another grant is open, and ends them with the last', async () => {
    const short = await opened(30);
    const long = await opened(60);
    const terminal = await terminalOf(team.priya, short.grantId, places.devShell, places.development);
    world.setClock(30);
    await expireDue(world.deps);
    expect(await endOf(terminal)).toEqual([null, null]);
    world.setClock(60);
    await expireDue(world.deps);
    expect((await endOf(terminal))[1]).toBe('grantEnded');
    expect(long.grantId).not.toBe(short.grantId);
  });

  it('of two overlapping grants at the same instant still ends the terminals', async () => {
    for (let round = 0; round < 4; round += 1) {
      places = await somePlaces(world.db);
      const one = await opened(30);
      const other = await opened(60);
      const terminal = await terminalOf(team.priya, one.grantId, places.devShell, places.development);
      await Promise.all(
        [one, other].map(({ requestId }) => revokeRequest(world.deps, team.admin, { requestId, reason: 'Over' })),
      );
      expect((await endOf(terminal))[1]).toBe('grantRevoked');
    }
  });

  it('is for whom policy lets: its holder and administrators, not auditors or strangers', async () => {
    const { requestId } = await opened(30);
    const input = { requestId, reason: 'Because' };
    expect(await revokeRequest(world.deps, team.auditor, input)).toMatchObject({ refusal: { reason: 'NOT_ALLOWED' } });
    expect(await revokeRequest(world.deps, team.nobody, input)).toMatchObject({ refusal: { reason: 'NOT_FOUND' } });
    expect(await revokeRequest(world.deps, team.priya, input)).toMatchObject({ ok: true });
  });
});
