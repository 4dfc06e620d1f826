import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aBastion, aGrant, aRequest, aTerminal, minutesFromNoon } from '../../db/testing/rows';
import type { Actor } from '../../domain/people/actor';
import type { Result } from '../../domain/result';
import { listAudit } from '../audit/list';
import { verifyChain } from '../audit/verify';
import { drainBastion } from '../bastions/drain';
import { listBastions } from '../bastions/list';
import { stopBastion } from '../bastions/stop';
import { listPolicies } from '../policies/list';
import { readCast } from '../recordings/cast';
import { getRecording } from '../recordings/get';
import { verifyRecording } from '../recordings/verify';
import { approveRequest } from '../requests/approve';
import { revokeRequest } from '../requests/revoke';
import { endTerminal } from '../terminals/end';
import { getTerminal } from '../terminals/get';
import { listLiveTerminals } from '../terminals/list-live';
import { listRecordings } from '../terminals/list-recordings';
import { listWithdrawn } from '../terminals/list-withdrawn';
import { mintTicket } from '../terminals/mint-ticket';
import { openTerminal } from '../terminals/open';
import { aTeam, openWorld, somePlaces, type World } from '../testing/world';
import { listAllPeople } from './list';
import { revokeSignInsOf } from './revoke-sign-ins';

// Noon is when the groups of all were read; the age allowed is twelve hours.
const JUST_FRESH = 720;
const TOO_OLD = 720.1;

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
let terminalId: Awaited<ReturnType<typeof aTerminal>>;
let requestId: string;
let pendingId: string;
let targetId: string;
let bastionId: string;
beforeAll(async () => {
  world = await openWorld();
  team = await aTeam(world.db);
  const { production: environmentId, ordersDb } = await somePlaces(world.db);
  targetId = ordersDb;
  const { personId, signInId } = team.priya;
  requestId = await aRequest(world.db, { personId, targetId, approvalsNeeded: 0, approverGroups: [] });
  const grantId = await aGrant(world.db, { personId, targetId, requestId, endsAt: minutesFromNoon(24 * 60) });
  terminalId = await aTerminal(world.db, { personId, signInId, targetId, environmentId, grantId, status: 'live' });
  pendingId = await aRequest(world.db, { personId: team.maya.personId, targetId, approverGroups: ['approvers'] });
  bastionId = await aBastion(world.db, { environmentId, status: 'running' });
});
afterAll(() => world.close());

type Try = (actor: Actor) => Promise<Result<unknown>>;

describe('what somebody may do by their groups', () => {
  const tries: [string, keyof Awaited<ReturnType<typeof aTeam>>, Try][] = [
    ['approving', 'jonas', (who) => approveRequest(world.deps, who, { requestId: pendingId })],
    ['connecting', 'priya', (who) => openTerminal(world.deps, who, { targetId, cols: 80, rows: 24 })],
    ['going on operating', 'priya', (who) => mintTicket(world.deps, who, { terminalId, purpose: 'operate' })],
    ['watching', 'admin', (who) => mintTicket(world.deps, who, { terminalId, purpose: 'watch' })],
    ["seeing another's terminal", 'admin', (who) => getTerminal(world.deps, who, { terminalId })],
    ["ending another's terminal", 'admin', (who) => endTerminal(world.deps, who, { terminalId, note: 'x' })],
    ['listing live terminals', 'auditor', (who) => listLiveTerminals(world.deps, who)],
    ["listing everybody's recordings", 'auditor', (who) => listRecordings(world.deps, who)],
    ["opening another's recording", 'auditor', (who) => getRecording(world.deps, who, { terminalId })],
    ["reading another's recording", 'auditor', (who) => readCast(world.deps, who, { terminalId, how: 'download' })],
    ["checking another's recording", 'auditor', (who) => verifyRecording(world.deps, who, { terminalId })],
    ["revoking another's access", 'admin', (who) => revokeRequest(world.deps, who, { requestId, reason: 'x' })],
    ['listing bastions', 'admin', (who) => listBastions(world.deps, who)],
    ['draining a bastion', 'admin', (who) => drainBastion(world.deps, who, { bastionId, reason: 'x' })],
    ['stopping a bastion', 'admin', (who) => stopBastion(world.deps, who, { bastionId, reason: 'x' })],
    ['listing people', 'admin', (who) => listAllPeople(world.deps, who)],
    [
      'signing others out',
      'admin',
      (who) => revokeSignInsOf(world.deps, who, { personId: team.nobody.personId, reason: 'x' }),
    ],
    ['reading the policies', 'admin', (who) => listPolicies(world.deps, who)],
    ['reading the record', 'auditor', (who) => listAudit(world.deps, who, {})],
    ['checking the record', 'auditor', (who) => verifyChain(world.deps, who)],
  ];

  it.each(tries)('%s is refused when these were read too long ago, on record', async (_what, who, attempt) => {
    world.setClock(TOO_OLD);
    expect(await attempt(team[who])).toMatchObject({ ok: false, refusal: { reason: 'GROUPS_TOO_OLD' } });
    const [last] = await world.db.prisma.auditEvent.findMany({ orderBy: { sequence: 'desc' }, take: 1 });
    expect(last).toMatchObject({ actorId: team[who].personId, fields: { why: 'GROUPS_TOO_OLD' } });
  });

  it.each(tries.filter(([what]) => /^(list|read|seeing|watching|check|opening)/.test(what)))(
    '%s is allowed up to that age',
    async (_what, who, attempt) => {
      world.setClock(JUST_FRESH);
      // All of their sign-in's time is not needed to see what fresh groups open.
      expect(await attempt(team[who])).toMatchObject({ ok: true });
    },
  );

  it('ends for who watches already', async () => {
    const admitted = [{ terminalId, purpose: 'watch', actor: team.admin } as const];
    await world.db.prisma.signIn.updateMany({ data: { expiresAt: minutesFromNoon(48 * 60) } });
    world.setClock(JUST_FRESH);
    expect(await listWithdrawn(world.deps, admitted)).toEqual([]);
    world.setClock(TOO_OLD);
    expect(await listWithdrawn(world.deps, admitted)).toEqual(admitted);
  });
});

it("one's own is not held by that age", async () => {
  world.setClock(TOO_OLD);
  const { priya } = team;
  expect(await getTerminal(world.deps, priya, { terminalId })).toMatchObject({ ok: true });
  expect(await listRecordings(world.deps, priya)).toMatchObject({ ok: true });
  expect(await getRecording(world.deps, priya, { terminalId })).toMatchObject({ ok: true });
  expect(await readCast(world.deps, priya, { terminalId, how: 'player' })).toMatchObject({ ok: true });
  expect(await endTerminal(world.deps, priya, { terminalId, note: null })).toMatchObject({ ok: true });
  expect(await revokeRequest(world.deps, priya, { requestId, reason: 'done' })).toMatchObject({ ok: true });
});
