import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aBridge, aGrant, minutesFromNoon, NOON } from '../../db/testing/rows';
import type { BridgeId, GrantId, TerminalId } from '../../domain/ids';
import { FIRST_DIGEST } from '../../domain/recordings/chunk';
import type { Deps } from '../deps';
import { aLiveTerminal, aTeam, openWorld, somePlaces, type World } from '../testing/world';
import { endOverdueTerminals } from './end-overdue';
import { mintTicket } from './mint-ticket';

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
let places: Awaited<ReturnType<typeof somePlaces>>;
let living: BridgeId;
let grantId: GrantId;
/** Agent sessions that were told to end, in order. */
let ended: string[];
// Terminals of tests before are swept as well, so each test looks only for its own.
let deps: Deps;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.setClock(0);
  team = await aTeam(world.db);
  places = await somePlaces(world.db);
  living = await aBridge(world.db);
  grantId = await aGrant(world.db, { personId: team.priya.personId, targetId: places.ordersDb });
  ended = [];
  const end = async (_environment: unknown, sessionId: string) => void ended.push(sessionId);
  deps = { ...world.deps, agents: { ...world.deps.agents, end } };
});

const SECOND = 1 / 60;
const session = (id: string) => `postern-${id.slice(0, 12)}`;

async function deadBridge(): Promise<BridgeId> {
  const id = await aBridge(world.db);
  await world.db.prisma.bridgeInstance.update({ where: { id }, data: { stoppedAt: NOON } });
  return id;
}

const carriedBy = (bridgeId: BridgeId | null, more: { status?: 'opening' | 'live' } = {}): Promise<TerminalId> =>
  aLiveTerminal(world.db, team.priya, places, { grantId, bridgeId, ...more });

async function stateOf(id: TerminalId) {
  const { status, endReason } = await world.db.prisma.terminal.findUniqueOrThrow({ where: { id } });
  return [status, endReason];
}

const askedToEnd = (id: TerminalId) =>
  world.db.prisma.terminal.update({ where: { id }, data: { endRequestedAt: NOON, endReason: 'endedByAdministrator' } });

describe('a terminal whose bridge is gone', () => {
  it('ends with its grant, and its shell with it', async () => {
    const id = await carriedBy(await deadBridge());
    await world.db.prisma.terminal.update({ where: { id }, data: { lastInputAt: minutesFromNoon(58) } });
    world.setClock(59);
    await endOverdueTerminals(deps);
    expect(await stateOf(id)).toEqual(['live', null]);
    world.setClock(60);
    await endOverdueTerminals(deps);
    expect(await stateOf(id)).toEqual(['ended', 'grantEnded']);
    expect(ended).toContain(session(id));
    const [event] = await world.db.prisma.auditEvent.findMany({ where: { terminalId: id, name: 'terminal.ended' } });
    expect(event).toMatchObject({
      actorName: 'Postern',
      fields: { reason: 'grantEnded', outputBytes: '0', digest: Buffer.from(FIRST_DIGEST).toString('hex') },
    });
  });

  it('ends with the sign-in it was opened under', async () => {
    const id = await carriedBy(await deadBridge());
    await world.db.prisma.signIn.update({
      where: { id: team.priya.signInId },
      data: { revokedAt: NOON, revokedReason: 'left' },
    });
    world.setClock(1);
    await endOverdueTerminals(deps);
    expect(await stateOf(id)).toEqual(['ended', 'signedOut']);
  });

  it('ends when its person was deactivated', async () => {
    const id = await carriedBy(await deadBridge());
    await world.db.prisma.person.update({ where: { id: team.priya.personId }, data: { deactivatedAt: NOON } });
    await endOverdueTerminals(deps);
    expect(await stateOf(id)).toEqual(['ended', 'signedOut']);
  });

  it('ends for the reason somebody asked for', async () => {
    const id = await carriedBy(await deadBridge());
    await askedToEnd(id);
    await endOverdueTerminals(deps);
    expect(await stateOf(id)).toEqual(['ended', 'endedByAdministrator']);
  });

  it('is left to be carried on while nothing ends it', async () => {
    const id = await carriedBy(await deadBridge());
    world.setClock(1);
    await endOverdueTerminals(deps);
    expect(await stateOf(id)).toEqual(['live', null]);
    expect(ended).not.toContain(session(id));
  });
});

describe('a terminal whose bridge lives', () => {
  it('is left to it for fifteen seconds after somebody asked for the end', async () => {
    const id = await carriedBy(living);
    await askedToEnd(id);
    world.setClock(15 * SECOND);
    await endOverdueTerminals(deps);
    expect(ended).not.toContain(session(id));
    world.setClock(15.1 * SECOND);
    await endOverdueTerminals(deps);
    expect(await stateOf(id)).toEqual(['ended', 'endedByAdministrator']);
    expect(ended).toContain(session(id));
  });

  it('is left to it for fifteen seconds after its grant ended', async () => {
    const id = await carriedBy(living);
    world.setClock(60 + 14.9 * SECOND);
    await endOverdueTerminals(deps);
    expect(ended).not.toContain(session(id));
    world.setClock(60 + 15 * SECOND);
    await endOverdueTerminals(deps);
    expect(await stateOf(id)).toEqual(['ended', 'grantEnded']);
    expect(ended).toContain(session(id));
  });

  it('lives on under another grant', async () => {
    const id = await carriedBy(living);
    const whose = { personId: team.priya.personId, targetId: places.ordersDb };
    await aGrant(world.db, { ...whose, startsAt: minutesFromNoon(50), endsAt: minutesFromNoon(110) });
    world.setClock(61);
    await endOverdueTerminals(deps);
    expect(await stateOf(id)).toEqual(['live', null]);
  });
});

it('a terminal no browser ever came to is given up after two minutes, without a shell to end', async () => {
  const id = await carriedBy(null, { status: 'opening' });
  world.setClock(2);
  await endOverdueTerminals(deps);
  expect(await stateOf(id)).toEqual(['opening', null]);
  world.setClock(2.1);
  await endOverdueTerminals(deps);
  expect(await stateOf(id)).toEqual(['ended', 'abandoned']);
  expect(ended).not.toContain(session(id));
});

it('one shell that AWS does not end keeps no other alive, and is not called ended', async () => {
  const bridgeId = await deadBridge();
  const [stuck, other] = [await carriedBy(bridgeId), await carriedBy(bridgeId)];
  world.setClock(61);
  const refusing = async (_environment: unknown, sessionId: string) => {
    if (sessionId === session(stuck)) throw new Error('ThrottlingException');
  };
  await endOverdueTerminals({ ...deps, agents: { ...deps.agents, end: refusing } });
  expect([await stateOf(stuck), await stateOf(other)]).toEqual([
    ['live', null],
    ['ended', 'grantEnded'],
  ]);
  await endOverdueTerminals(deps);
  expect(await stateOf(stuck)).toEqual(['ended', 'grantEnded']);
});

it('ends each terminal once, however many processes sweep', async () => {
  const bridgeId = await deadBridge();
  const ids = [await carriedBy(bridgeId), await carriedBy(bridgeId), await carriedBy(bridgeId)];
  world.setClock(61);
  await Promise.all([1, 2, 3].map(() => endOverdueTerminals(deps)));
  const events = await world.db.prisma.auditEvent.count({
    where: { name: 'terminal.ended', terminalId: { in: ids } },
  });
  expect(events).toBe(3);
});

it('closes the watches of bridges that are gone, and forgets tickets a day after they ran out', async () => {
  const [gone, id] = [await deadBridge(), await carriedBy(living)];
  const watch = { terminalId: id, personId: team.admin.personId, startedAt: NOON };
  const [left, kept] = [randomUUID(), randomUUID()];
  await world.db.prisma.watch.create({ data: { ...watch, id: left, bridgeId: gone } });
  await world.db.prisma.watch.create({ data: { ...watch, id: kept, bridgeId: living } });
  expect((await mintTicket(deps, team.priya, { terminalId: id, purpose: 'operate' })).ok).toBe(true);
  const tickets = () => world.db.prisma.terminalTicket.count({ where: { terminalId: id } });
  world.setClock(24 * 60 + 0.5);
  await endOverdueTerminals(deps);
  expect(await tickets()).toBe(1);
  world.setClock(24 * 60 + 0.6);
  await endOverdueTerminals(deps);
  expect(await tickets()).toBe(0);
  expect((await world.db.prisma.watch.findUniqueOrThrow({ where: { id: left } })).endedAt).not.toBeNull();
  expect((await world.db.prisma.watch.findUniqueOrThrow({ where: { id: kept } })).endedAt).toBeNull();
});
