import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOON } from '../../db/testing/rows';
import { verifyAudit } from '../../db/verify-audit';
import { recordSignInRefused } from '../people/record-sign-in-refused';
import { aTeam, openWorld, type World } from '../testing/world';
import { countRefusal, tellRefusals } from './count-refusal';

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
beforeAll(async () => {
  world = await openWorld();
  team = await aTeam(world.db);
});
afterAll(() => world.close());

const stranger = (address: string) => ({ stranger: true, address }) as const;
const eventsSince = (sequence: bigint) =>
  world.db.prisma.auditEvent.findMany({ where: { sequence: { gt: sequence } }, orderBy: { sequence: 'asc' } });
async function lastSequence(): Promise<bigint> {
  return (await world.db.prisma.auditHead.findUniqueOrThrow({ where: { id: 1 } })).sequence;
}

describe('refusals that anybody can bring about', () => {
  it('are one event at once and one more for all that followed in the window', async () => {
    world.setClock(0);
    const before = await lastSequence();
    const refused = { actor: team.priya, door: 'request.send', why: 'TOO_MANY' } as const;
    await Promise.all(Array.from({ length: 25 }, () => countRefusal(world.deps, refused)));
    expect((await eventsSince(before)).map(({ name, actorId, fields }) => [name, actorId, fields])).toEqual([
      ['access.refused', team.priya.personId, { door: 'request.send', why: 'TOO_MANY' }],
    ]);
    expect(await tellRefusals(world.deps)).toEqual({ told: 0 });
    world.setClock(10);
    expect(await tellRefusals(world.deps)).toEqual({ told: 1 });
    expect(await tellRefusals(world.deps)).toEqual({ told: 0 });
    expect((await eventsSince(before)).at(-1)).toMatchObject({
      name: 'access.refusedAgain',
      actorName: 'Postern',
      personId: team.priya.personId,
      fields: { door: 'request.send', why: 'TOO_MANY', times: 24, since: NOON.toISOString() },
    });
    await countRefusal(world.deps, refused);
    expect((await eventsSince(before)).at(-1)).toMatchObject({ name: 'access.refused' });
  });

  it('are told once by processes that tell at the same time', async () => {
    world.setClock(30);
    for (const actor of [team.jonas, team.maya, team.sofia])
      await countRefusal(world.deps, { actor, door: 'changes', why: 'TOO_MANY', times: 3 });
    world.setClock(40);
    const before = await lastSequence();
    await Promise.all([tellRefusals(world.deps), tellRefusals(world.deps), tellRefusals(world.deps)]);
    const told = (await eventsSince(before)).filter(({ fields }) => (fields as { times?: number }).times === 2);
    expect(told).toHaveLength(3);
  });

  it('count strangers by their network, and stay few however many networks come', async () => {
    world.setClock(60);
    const before = await lastSequence();
    const from = (address: string) =>
      countRefusal(world.deps, { actor: stranger(address), door: 'socket', why: 'foreignOrigin' });
    for (let host = 1; host <= 5; host += 1) await from(`2001:db8:0:7::${host}`);
    expect(await eventsSince(before)).toHaveLength(1);
    for (let host = 0; host < 250; host += 1) await from(`198.51.100.${host}`);
    const events = await eventsSince(before);
    expect(events).toHaveLength(101);
    expect(events[0]).toMatchObject({ actorId: null, actorName: 'Unknown', address: '2001:db8:0:7::1' });
    expect(events.at(-1)).toMatchObject({ actorName: 'Unknown', address: null });
    world.setClock(70);
    await tellRefusals(world.deps);
    const again = (await eventsSince(before)).slice(101).map(({ address, fields }) => [address, fields]);
    expect(again).toEqual([
      ['2001:db8:0:7::1', expect.objectContaining({ times: 4 })],
      [null, expect.objectContaining({ times: 150 })],
    ]);
    expect((await verifyAudit(world.db)).whole).toBe(true);
  });

  it('cannot be told apart by words of the stranger', async () => {
    world.setClock(90);
    const before = await lastSequence();
    for (let n = 0; n < 10; n += 1) {
      const why = `OAUTH_CALLBACK_ERROR: made up ${n}\u001b[2J`;
      await recordSignInRefused(world.deps, { code: 'OAUTH_CALLBACK_ERROR', why, address: '203.0.113.77' });
    }
    expect((await eventsSince(before)).map(({ name, address, fields }) => [name, address, fields])).toEqual([
      ['person.signInRefused', '203.0.113.77', { why: 'OAUTH_CALLBACK_ERROR: made up 0 [2J' }],
    ]);
  });
});
