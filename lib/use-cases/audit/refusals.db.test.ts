import { afterAll, beforeAll, expect, it } from 'vitest';
import { aBastion, aGrant, aRequest, aTerminal } from '../../db/testing/rows';
import type { Actor } from '../../domain/people/actor';
import type { Result } from '../../domain/result';
import { drainBastion } from '../bastions/drain';
import { listBastions } from '../bastions/list';
import { stopBastion } from '../bastions/stop';
import { listAllPeople } from '../people/list';
import { revokeSignInsOf } from '../people/revoke-sign-ins';
import { listPolicies } from '../policies/list';
import { readCast } from '../recordings/cast';
import { getRecording } from '../recordings/get';
import { verifyRecording } from '../recordings/verify';
import { approveRequest } from '../requests/approve';
import { denyRequest } from '../requests/deny';
import { getRequest } from '../requests/get';
import { offerRequest } from '../requests/offer';
import { revokeRequest } from '../requests/revoke';
import { submitRequest } from '../requests/submit';
import { withdrawRequest } from '../requests/withdraw';
import { endTerminal } from '../terminals/end';
import { getTerminal } from '../terminals/get';
import { listLiveTerminals } from '../terminals/list-live';
import { mintTicket } from '../terminals/mint-ticket';
import { openTerminal } from '../terminals/open';
import { aTeam, openWorld, somePlaces, type World } from '../testing/world';
import { listAudit } from './list';
import { verifyChain } from './verify';

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
let terminalId: string;
let requestId: string;
let targetId: string;
let bastionId: string;
let personId: string;
beforeAll(async () => {
  world = await openWorld();
  team = await aTeam(world.db);
  const { production: environmentId, ordersDb } = await somePlaces(world.db);
  targetId = ordersDb;
  personId = team.priya.personId;
  const { signInId } = team.priya;
  requestId = await aRequest(world.db, { personId, targetId, approvalsNeeded: 0, approverGroups: [] });
  bastionId = await aBastion(world.db, { environmentId });
  const grantId = await aGrant(world.db, { personId, targetId, requestId });
  terminalId = await aTerminal(world.db, { personId, signInId, targetId, environmentId, grantId, status: 'live' });
});
afterAll(() => world.close());

type Try = (actor: Actor) => Promise<Result<unknown>>;
const nowhere = '11111111-1111-4111-8111-111111111111';
const tries: [string, string, 'jonas' | 'auditor' | 'nobody', Try][] = [
  ['terminal.end', 'NOT_FOUND', 'jonas', (who) => endTerminal(world.deps, who, { terminalId, note: 'x' })],
  ['terminal.end', 'NOT_ALLOWED', 'auditor', (who) => endTerminal(world.deps, who, { terminalId, note: 'x' })],
  ['terminal.ticket', 'NOT_FOUND', 'jonas', (who) => mintTicket(world.deps, who, { terminalId, purpose: 'watch' })],
  ['recording.read', 'NOT_FOUND', 'jonas', (who) => readCast(world.deps, who, { terminalId: nowhere, how: 'player' })],
  ['audit.read', 'NOT_ALLOWED', 'jonas', (who) => listAudit(world.deps, who, {})],
  ['audit.verify', 'NOT_ALLOWED', 'jonas', (who) => verifyChain(world.deps, who)],
  ['recording.verify', 'NOT_FOUND', 'jonas', (who) => verifyRecording(world.deps, who, { terminalId })],
  ['recording.see', 'NOT_ALLOWED', 'jonas', (who) => getRecording(world.deps, who, { terminalId })],
  ['terminal.see', 'NOT_ALLOWED', 'jonas', (who) => getTerminal(world.deps, who, { terminalId })],
  ['terminal.see', 'NOT_FOUND', 'jonas', (who) => getTerminal(world.deps, who, { terminalId: nowhere })],
  ['terminal.list', 'NOT_ALLOWED', 'jonas', (who) => listLiveTerminals(world.deps, who)],
  ['bastion.list', 'NOT_ALLOWED', 'jonas', (who) => listBastions(world.deps, who)],
  ['policy.list', 'NOT_ALLOWED', 'jonas', (who) => listPolicies(world.deps, who)],
  ['person.list', 'NOT_ALLOWED', 'jonas', (who) => listAllPeople(world.deps, who)],
  ['request.see', 'NOT_ALLOWED', 'nobody', (who) => getRequest(world.deps, who, { requestId })],
  ['request.see', 'NOT_FOUND', 'nobody', (who) => getRequest(world.deps, who, { requestId: nowhere })],
  ['target.see', 'NOT_ALLOWED', 'nobody', (who) => offerRequest(world.deps, who, { targetId })],
  ['bastion.stop', 'NOT_ALLOWED', 'auditor', (who) => stopBastion(world.deps, who, { bastionId, reason: 'x' })],
  [
    'bastion.drain',
    'NOT_FOUND',
    'auditor',
    (who) => drainBastion(world.deps, who, { bastionId: nowhere, reason: 'x' }),
  ],
  [
    'person.revokeSignIns',
    'NOT_ALLOWED',
    'jonas',
    (who) => revokeSignInsOf(world.deps, who, { personId, reason: 'x' }),
  ],
  ['request.revoke', 'NOT_FOUND', 'nobody', (who) => revokeRequest(world.deps, who, { requestId, reason: 'x' })],
  ['request.approve', 'NOT_FOUND', 'nobody', (who) => approveRequest(world.deps, who, { requestId })],
  ['request.deny', 'NOT_FOUND', 'nobody', (who) => denyRequest(world.deps, who, { requestId, comment: 'x' })],
  ['request.withdraw', 'NOT_FOUND', 'nobody', (who) => withdrawRequest(world.deps, who, { requestId })],
  [
    'request.send',
    'NOT_FOUND',
    'nobody',
    (who) => submitRequest(world.deps, who, { targetId, reason: 'x', minutes: 5 }),
  ],
  [
    'terminal.open',
    'NOT_FOUND',
    'nobody',
    (who) => openTerminal(world.deps, who, { targetId: nowhere, cols: 1, rows: 1 }),
  ],
];

it.each(tries)('a no at %s (%s) is on record', async (door, why, who, attempt) => {
  const actor = team[who];
  expect((await attempt(actor)).ok).toBe(false);
  const [last] = await world.db.prisma.auditEvent.findMany({ orderBy: { sequence: 'desc' }, take: 1 });
  expect(last).toMatchObject({ name: 'access.refused', actorId: actor.personId, fields: { door, why } });
});

it('a look at the middle of the record is on record, and the same look is so once', async () => {
  const looks = () =>
    world.db.prisma.auditEvent.count({ where: { name: 'audit.read', actorId: team.auditor.personId } });
  expect((await listAudit(world.deps, team.auditor, { text: 'payout', before: 1_000_000n })).ok).toBe(true);
  expect(await looks()).toBe(1);
  expect((await listAudit(world.deps, team.auditor, { text: 'payout', before: 10n })).ok).toBe(true);
  expect(await looks()).toBe(1);
});

it('that a recording was checked, and what was found, is on record', async () => {
  expect((await verifyRecording(world.deps, team.auditor, { terminalId })).ok).toBe(true);
  const checks = await world.db.prisma.auditEvent.findMany({ where: { name: 'recording.verified', terminalId } });
  expect(checks).toMatchObject([{ actorId: team.auditor.personId, fields: { whole: true, brokenAt: null } }]);
});
