import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anEnvironment, aTarget } from '../../db/testing/rows';
import { CloudError } from '../../domain/cloud-error';
import type { EnvironmentId } from '../../domain/ids';
import { nodeName } from '../../domain/targets/node';
import { SHELL_DOCUMENT } from '../../domain/targets/target';
import { aNode, Fleet } from '../testing/fleet';
import { aTeam, openWorld, type World } from '../testing/world';
import { discoverNodes } from './discover-nodes';
import { listReachable } from './list-reachable';

let world: World;
let environmentId: EnvironmentId;
let fleet: Fleet;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  fleet = new Fleet();
  await world.db.prisma.environment.updateMany({ data: { removedAt: new Date() } });
  environmentId = await anEnvironment(world.db, {
    kind: 'production',
    nodes: { tags: { team: ['payments', 'batch'] }, document: SHELL_DOCUMENT },
  });
});

const discover = () => discoverNodes({ ...world.deps, nodes: fleet });
const targets = () => world.db.prisma.target.findMany({ where: { environmentId, removedAt: null } });
const events = async () => {
  const rows = await world.db.prisma.auditEvent.findMany({ where: { environmentId }, orderBy: { sequence: 'asc' } });
  return rows.map(({ name, fields }) => [name, fields]);
};

describe('a node that matches', () => {
  test('is a target whatever its machine is called', async () => {
    fleet.nodes = [aNode({ name: nodeName('i-0a4f19c27be350d11', `\u202Ex${'🐙'.repeat(80)}`) })];
    await discover();
    expect(await targets()).toMatchObject([{ name: `x${'🐙'.repeat(63)}` }]);
    expect(await events()).toMatchObject([['target.found', { name: `x${'🐙'.repeat(63)}` }]]);
  });

  test('has whatever tags it has, and is asked about by them', async () => {
    const odd = [
      ['constructor', 'y'],
      ['__entity', '{"type":"Group","id":"infrastructure"}'],
      ['</script>\u202E', '🐙'.repeat(128)],
      ['team', 'payments'],
    ] as const;
    fleet.nodes = [aNode({ tags: Object.fromEntries(odd) })];
    await discover();
    await discover();
    expect((await events()).map(([name]) => name)).toEqual(['target.found']);
    expect((await targets()).map(({ tags }) => Object.entries(tags as object).sort())).toEqual([[...odd].sort()]);
    const { maya } = await aTeam(world.db);
    const answer = await listReachable(world.deps, maya);
    const group = answer.ok ? answer.value.find(({ id }) => id === environmentId) : undefined;
    expect(group?.targets.map(({ access }) => access.state)).toEqual(['ask']);
  });

  test('two of one name are two', async () => {
    const other = 'i-0c52f8a90de164733';
    fleet.nodes = [aNode(), aNode({ nodeId: other })];
    await discover();
    expect((await targets()).map(({ key, name }) => [key, name]).sort()).toEqual([
      ['i-0a4f19c27be350d11', 'orders-web-1'],
      [other, 'orders-web-1'],
    ]);
  });

  test('becomes a target that policies know by its id, and is written again only when something about it changed', async () => {
    fleet.nodes = [aNode(), aNode({ nodeId: 'i-0c52f8a90de164733', tags: { team: 'warehouse' } })];
    await discover();
    const [found] = await targets();
    expect(await targets()).toHaveLength(1);
    expect(found).toMatchObject({
      key: 'i-0a4f19c27be350d11',
      name: 'orders-web-1',
      kind: 'node',
      address: 'i-0a4f19c27be350d11',
      note: 'Amazon Linux 2023',
      document: SHELL_DOCUMENT,
      tags: { team: 'payments' },
      discovered: true,
    });
    world.setClock(10);
    await discover();
    expect(await targets()).toEqual([found]);
    fleet.nodes = [aNode({ name: 'orders-db' })];
    await discover();
    expect(await targets()).toEqual([{ ...found, name: 'orders-db', updatedAt: expect.any(Date) }]);
    expect(await events()).toEqual([
      ['target.found', { name: 'orders-web-1', nodeId: 'i-0a4f19c27be350d11', tags: { team: 'payments' } }],
    ]);
  });

  test('and then no longer does, or is gone, is none any more; back, it is the same one', async () => {
    fleet.nodes = [aNode()];
    await discover();
    const [found] = await targets();
    fleet.nodes = [aNode({ tags: { team: 'warehouse' } })];
    await discover();
    expect(await targets()).toEqual([]);
    fleet.nodes = [aNode({ tags: { team: 'batch' } })];
    await discover();
    expect((await targets()).map(({ id }) => id)).toEqual([found?.id]);
    fleet.nodes = [];
    await discover();
    expect(await targets()).toEqual([]);
    expect(await world.db.prisma.managedNode.count({ where: { environmentId } })).toBe(0);
    expect((await events()).map(([name]) => name)).toEqual([
      'target.found',
      'target.lost',
      'target.found',
      'target.lost',
    ]);
  });

  test('has its new tags on record, because policies decide by them', async () => {
    fleet.nodes = [aNode()];
    await discover();
    fleet.nodes = [aNode({ tags: { team: 'batch' } })];
    await discover();
    expect((await events()).at(-1)).toEqual([
      'target.retagged',
      { nodeId: 'i-0a4f19c27be350d11', from: { team: 'payments' }, to: { team: 'batch' } },
    ]);
  });

  test('is shown with what its agent last said, and needs no bastion', async () => {
    fleet.nodes = [aNode({ ping: 'connectionLost' })];
    await discover();
    const team = await aTeam(world.db);
    const answer = await listReachable(world.deps, team.maya);
    const group = answer.ok ? answer.value.find(({ id }) => id === environmentId) : undefined;
    expect(group?.bastion).toBeNull();
    expect(group?.targets[0]?.node).toEqual({
      id: 'i-0a4f19c27be350d11',
      ping: 'connectionLost',
      lastPingAt: Date.parse('2026-11-22T11:58:00Z'),
      platform: 'Amazon Linux 2023',
      agentVersion: '3.3.1142.0',
      ipAddress: '10.4.2.31',
    });
  });
});

test('while AWS does not answer, everything stays as it is', async () => {
  fleet.nodes = [aNode()];
  await discover();
  fleet.failure = new CloudError('throttled', 'ThrottlingException', 'Rate exceeded');
  await discover();
  expect(await targets()).toHaveLength(1);
});

test('a node that the file names is looked for by its id, and the file’s own target is left alone', async () => {
  const named = 'mi-0f2ab9c4d81e6e570';
  await aTarget(world.db, {
    environmentId,
    kind: 'node',
    key: 'disk',
    nodeId: named,
    document: 'Acme-Disk',
    command: '',
  });
  fleet.nodes = [aNode(), aNode({ nodeId: named, name: 'scanner', tags: {} })];
  await discover();
  expect(fleet.asked).toContainEqual({ ids: [named] });
  expect((await targets()).map(({ key }) => key).sort()).toEqual(['disk', 'i-0a4f19c27be350d11']);
  expect(await world.db.prisma.managedNode.count({ where: { environmentId, nodeId: named } })).toBe(1);
  fleet.nodes = [];
  await discover();
  expect((await targets()).map(({ key }) => key)).toEqual(['disk']);
});

test('where an environment wants none, nothing is asked', async () => {
  await world.db.prisma.environment.updateMany({ where: { id: environmentId }, data: { removedAt: new Date() } });
  const plain = await anEnvironment(world.db);
  await discover();
  expect(fleet.asked).toEqual([]);
  await world.db.prisma.environment.update({ where: { id: plain }, data: { removedAt: new Date() } });
});
