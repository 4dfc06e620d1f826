import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aBastion, aGrant, aPerson, minutesFromNoon, NOON } from '../../db/testing/rows';
import type { Actor } from '../../domain/people/actor';
import { offerRequest } from '../requests/offer';
import { submitRequest } from '../requests/submit';
import { aTeam, openWorld, somePlaces, type World } from '../testing/world';
import { listReachable } from './list-reachable';
import { type DescribedEnvironment, loadEnvironments } from './load-environments';

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

async function accessOf(actor: Actor, targetId: string) {
  const answer = await listReachable(world.deps, actor);
  if (!answer.ok) throw new Error(answer.refusal.reason);
  return answer.value.flatMap((group) => group.targets).find((target) => target.id === targetId)?.access;
}

async function offer(actor: Actor, targetId: string) {
  const answer = await offerRequest(world.deps, actor, { targetId });
  if (!answer.ok) throw new Error(answer.refusal.reason);
  return answer.value;
}

describe('what can be reached', () => {
  it('says of each target what may be done about it now', async () => {
    const priya = await aPerson(world.db, { groups: ['developers'] });
    expect(await accessOf(priya, places.devShell)).toEqual({ state: 'atOnce', maxMinutes: 480 });
    expect(await accessOf(priya, places.ordersDb)).toEqual({ state: 'ask', approvals: 1, maxMinutes: 240 });
    expect(await accessOf(team.sofia, places.ordersDb)).toEqual({
      state: 'closed',
      openTo: ['developers', 'infrastructure'],
    });
    expect(await accessOf(team.nobody, places.ordersDb)).toBeUndefined();

    const reason = 'Look at the stuck payout';
    const sent = await submitRequest(world.deps, priya, { targetId: places.ordersDb, reason, minutes: 240 });
    expect(await accessOf(priya, places.ordersDb)).toMatchObject({
      state: 'waiting',
      requestId: sent.ok && sent.value.requestId,
      waitingFor: ['approvers', 'security'],
      given: 0,
      needed: 2,
    });
    world.setClock(24 * 60);
    expect(await accessOf(priya, places.ordersDb)).toMatchObject({ state: 'ask' });
  });

  it('shows open access until the last of the grants that join on', async () => {
    const whose = { personId: team.priya.personId, targetId: places.devShell };
    await aGrant(world.db, whose);
    await aGrant(world.db, { ...whose, startsAt: minutesFromNoon(50), endsAt: minutesFromNoon(110) });
    const until = minutesFromNoon(110).getTime();
    expect(await accessOf(team.priya, places.devShell)).toMatchObject({ state: 'open', until });
    world.setClock(110);
    expect(await accessOf(team.priya, places.devShell)).toMatchObject({ state: 'atOnce' });
  });

  it('shows access that is still to come', async () => {
    await aGrant(world.db, {
      personId: team.priya.personId,
      targetId: places.ordersDb,
      startsAt: minutesFromNoon(60),
      endsAt: minutesFromNoon(90),
    });
    const from = minutesFromNoon(60).getTime();
    expect(await accessOf(team.priya, places.ordersDb)).toMatchObject({ state: 'scheduled', from });
  });

  it('tells whether a bastion stands ready', async () => {
    await aBastion(world.db, { environmentId: places.development, status: 'running' });
    const answer = await listReachable(world.deps, team.priya);
    const states = answer.ok ? new Map(answer.value.map((group) => [group.id, group.bastion?.state])) : new Map();
    expect(states.get(places.development)).toBe('running');
    expect(states.get(places.production)).toBe('none');
  });
});

describe('an offer', () => {
  it('prices every duration and names who could say yes, never the asker', async () => {
    const production = await offer(team.jonas, places.ordersDb);
    expect(production.durations).toEqual([
      { minutes: 15, approvals: 1 },
      { minutes: 30, approvals: 1 },
      { minutes: 60, approvals: 1 },
      { minutes: 120, approvals: 2 },
      { minutes: 240, approvals: 2 },
    ]);
    expect(
      production.rules.map(({ fromMinutes, toMinutes, approvals }) => [fromMinutes, toMinutes, approvals]),
    ).toEqual([
      [15, 60, 1],
      [120, 240, 2],
    ]);
    expect(production.rules[1]?.groups.map((group) => [group.name, group.people])).toEqual([
      ['approvers', ['Maya Sato']],
      ['security', ['Sofia Rossi']],
    ]);
    expect(production.rules[0]?.groups[0]?.online).toBe(1);
    world.setClock(6);
    expect((await offer(team.jonas, places.ordersDb)).rules[0]?.groups[0]?.online).toBe(0);
  });

  it('says that it opens at once, or to whom it is open', async () => {
    const development = await offer(team.priya, places.devShell);
    expect(development).toMatchObject({ closed: null, maxMinutes: 480, rules: [{ approvals: 0, groups: [] }] });
    const closed = await offer(team.sofia, places.ordersDb);
    expect(closed).toMatchObject({ closed: { openTo: ['developers', 'infrastructure'] }, durations: [] });
  });

  it('does not exist for who may not see the target', async () => {
    for (const targetId of [places.ordersDb, 'x'])
      expect(await offerRequest(world.deps, team.nobody, { targetId })).toMatchObject({
        refusal: { reason: 'NOT_FOUND' },
      });
  });
});

describe('loading environments', () => {
  const one = (name: string, targets: string[]): DescribedEnvironment => ({
    name,
    kind: 'development',
    region: 'eu-west-1',
    accountId: '602799145508',
    cluster: 'postern',
    taskDefinition: 'postern-bastion',
    container: 'bastion',
    subnets: ['subnet-1'],
    securityGroups: ['sg-1'],
    assignPublicIp: false,
    operatorRoleArn: null,
    sharing: 'shared',
    bastionIdleMinutes: 15,
    bastionMaxHours: 12,
    terminalIdleMinutes: 20,
    terminalMaxMinutes: 480,
    terminalGraceMinutes: 5,
    strictRecording: false,
    encryptedOnly: false,
    nodes: null,
    targets: targets.map((target) => ({
      key: target,
      name: target,
      kind: 'host',
      address: '',
      note: '',
      command: 'sh',
      tags: {},
      nodeId: null,
      document: null,
      parameters: {},
      discovered: false,
    })),
  });
  const standing = async () => {
    const rows = await world.db.prisma.target.findMany({
      where: { removedAt: null, environment: { removedAt: null } },
      select: { name: true, environment: { select: { name: true } } },
    });
    return rows.map((row) => `${row.environment.name}/${row.name}`).sort();
  };

  it('keeps ids by name, marks what is gone, and brings it back', async () => {
    await loadEnvironments(world.deps, [one('alpha', ['a', 'b']), one('beta', ['c'])]);
    expect(await standing()).toEqual(['alpha/a', 'alpha/b', 'beta/c']);
    const a = await world.db.prisma.target.findFirstOrThrow({ where: { name: 'a', environment: { name: 'alpha' } } });
    const second = await loadEnvironments(world.deps, [one('alpha', ['a'])]);
    expect(second).toMatchObject({ environments: 1, targets: 1 });
    expect(await standing()).toEqual(['alpha/a']);
    await loadEnvironments(world.deps, [one('beta', ['c']), one('alpha', ['b', 'a'])]);
    expect(await standing()).toEqual(['alpha/a', 'alpha/b', 'beta/c']);
    const again = await world.db.prisma.target.findUniqueOrThrow({ where: { id: a.id } });
    expect(again).toMatchObject({ removedAt: null, createdAt: NOON });
  });

  it('by several processes at once ends in the same rows', async () => {
    const files = Array.from({ length: 4 }, () => [one('gamma', ['x', 'y']), one('delta', ['z'])]);
    await Promise.all(files.map((file) => loadEnvironments(world.deps, file)));
    expect(await standing()).toEqual(['delta/z', 'gamma/x', 'gamma/y']);
  });
});
