import { afterAll, beforeAll, expect, it } from 'vitest';
import { aGrant, aTerminal } from '../../db/testing/rows';
import type { Actor } from '../../domain/people/actor';
import type { Result } from '../../domain/result';
import { readCast } from '../recordings/cast';
import { endTerminal } from '../terminals/end';
import { mintTicket } from '../terminals/mint-ticket';
import { aTeam, openWorld, somePlaces, type World } from '../testing/world';
import { listAudit } from './list';
import { verifyChain } from './verify';

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
let terminalId: string;
beforeAll(async () => {
  world = await openWorld();
  team = await aTeam(world.db);
  const { production: environmentId, ordersDb: targetId } = await somePlaces(world.db);
  const { personId, signInId } = team.priya;
  const grantId = await aGrant(world.db, { personId, targetId });
  terminalId = await aTerminal(world.db, { personId, signInId, targetId, environmentId, grantId, status: 'live' });
});
afterAll(() => world.close());

type Try = (actor: Actor) => Promise<Result<unknown>>;
const nowhere = '11111111-1111-4111-8111-111111111111';
const tries: [string, string, 'jonas' | 'auditor', Try][] = [
  ['terminal.end', 'NOT_FOUND', 'jonas', (who) => endTerminal(world.deps, who, { terminalId, note: 'x' })],
  ['terminal.end', 'NOT_ALLOWED', 'auditor', (who) => endTerminal(world.deps, who, { terminalId, note: 'x' })],
  ['terminal.ticket', 'NOT_FOUND', 'jonas', (who) => mintTicket(world.deps, who, { terminalId, purpose: 'watch' })],
  ['recording.read', 'NOT_FOUND', 'jonas', (who) => readCast(world.deps, who, { terminalId: nowhere, how: 'player' })],
  ['audit.read', 'NOT_ALLOWED', 'jonas', (who) => listAudit(world.deps, who, {})],
  ['audit.verify', 'NOT_ALLOWED', 'jonas', (who) => verifyChain(world.deps, who)],
];

it.each(tries)('a no at %s (%s) is on record', async (door, why, who, attempt) => {
  const actor = team[who];
  expect((await attempt(actor)).ok).toBe(false);
  const [last] = await world.db.prisma.auditEvent.findMany({ orderBy: { sequence: 'desc' }, take: 1 });
  expect(last).toMatchObject({ name: 'access.refused', actorId: actor.personId, fields: { door, why } });
});
