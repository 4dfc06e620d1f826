import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aGrant, anEnvironment, aPolicyVersion, aTarget } from '../../db/testing/rows';
import { CloudError } from '../../domain/cloud-error';
import type { EnvironmentId, TargetId, TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { type ManagedNode, nodeName } from '../../domain/targets/node';
import { SHELL_DOCUMENT } from '../../domain/targets/target';
import { defaultFiles } from '../../policy/testing/world';
import type { ManagedNodes, WhichNodes } from '../ports';
import { openTerminal } from '../terminals/open';
import { aTeam, openWorld, type World } from '../testing/world';
import { discoverNodes } from './discover-nodes';
import { listReachable } from './list-reachable';

let world: World;
let environmentId: EnvironmentId;
/** What the account has; `discoverNodes` is given it as Systems Manager would tell it. */
let fleet: ManagedNode[] = [];
let asked: WhichNodes[] = [];
let failure: CloudError | null = null;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  fleet = [];
  asked = [];
  failure = null;
  await world.db.prisma.environment.updateMany({ data: { removedAt: new Date() } });
  environmentId = await anEnvironment(world.db, {
    kind: 'production',
    nodes: { tags: { team: ['payments', 'batch'] }, document: SHELL_DOCUMENT },
  });
});

const nodes: ManagedNodes = {
  async list(_environment, which) {
    asked.push(which);
    if (failure) throw failure;
    return fleet.filter((node) =>
      'ids' in which
        ? which.ids.includes(node.nodeId)
        : Object.entries(which.tags).every(([key, values]) => values.includes(node.tags[key] ?? '')),
    );
  },
  lastHeard: () => Promise.reject(new Error('not asked here')),
  isConnected: () => Promise.reject(new Error('not asked here')),
};
const discover = () => discoverNodes({ ...world.deps, nodes });
const aNode = (given: Partial<ManagedNode> = {}): ManagedNode => ({
  nodeId: 'i-0a4f19c27be350d11',
  name: 'orders-web-1',
  platform: 'Amazon Linux 2023',
  ping: 'online',
  lastPingAt: new Date('2026-11-22T11:58:00Z'),
  agentVersion: '3.3.1142.0',
  ipAddress: '10.4.2.31',
  tags: { team: 'payments' },
  ...given,
});
const targets = () => world.db.prisma.target.findMany({ where: { environmentId, removedAt: null } });
const events = async () => {
  const rows = await world.db.prisma.auditEvent.findMany({ where: { environmentId }, orderBy: { sequence: 'asc' } });
  return rows.map(({ name, fields }) => [name, fields]);
};

describe('a node that matches', () => {
  test('is a target whatever its machine is called', async () => {
    fleet = [aNode({ name: nodeName('i-0a4f19c27be350d11', `\u202Ex${'🐙'.repeat(80)}`) })];
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
    fleet = [aNode({ tags: Object.fromEntries(odd) })];
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
    fleet = [aNode(), aNode({ nodeId: other })];
    await discover();
    expect((await targets()).map(({ key, name }) => [key, name]).sort()).toEqual([
      ['i-0a4f19c27be350d11', 'orders-web-1'],
      [other, 'orders-web-1'],
    ]);
  });

  test('in another environment is another target: what is open there stays, whatever becomes of this one', async () => {
    const elsewhere = await anEnvironment(world.db, {
      kind: 'production',
      region: 'us-east-1',
      nodes: { tags: { team: ['payments'] }, document: SHELL_DOCUMENT },
    });
    fleet = [aNode()];
    await discover();
    const both = await world.db.prisma.target.findMany({
      where: { environmentId: { in: [environmentId, elsewhere] } },
    });
    expect(both.map((one) => one.environmentId).sort()).toEqual([environmentId, elsewhere].sort());
    const { priya } = await aTeam(world.db);
    const terminals = [];
    for (const { id: targetId } of both) {
      await aGrant(world.db, { personId: priya.personId, targetId, startsAt: world.deps.clock.now() });
      const opened = await openTerminal(world.deps, priya, { targetId, cols: 80, rows: 24 });
      terminals.push(opened.ok ? opened.value.terminalId : '');
    }
    await world.db.prisma.environment.update({
      where: { id: environmentId },
      data: { nodes: { tags: { team: ['batch'] }, document: SHELL_DOCUMENT } },
    });
    await discover();
    const rows = await world.db.prisma.terminal.findMany({ where: { id: { in: terminals } } });
    expect(new Map(rows.map((row) => [row.environmentId, row.endReason]))).toEqual(
      new Map([
        [environmentId, 'targetGone'],
        [elsewhere, null],
      ]),
    );
  });

  test('becomes a target that policies know by its id, and is written again only when something about it changed', async () => {
    fleet = [aNode(), aNode({ nodeId: 'i-0c52f8a90de164733', tags: { team: 'warehouse' } })];
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
    fleet = [aNode({ name: 'orders-db' })];
    await discover();
    expect(await targets()).toEqual([{ ...found, name: 'orders-db', updatedAt: expect.any(Date) }]);
    expect(await events()).toEqual([
      ['target.found', { name: 'orders-web-1', nodeId: 'i-0a4f19c27be350d11', tags: { team: 'payments' } }],
    ]);
  });

  test('and then no longer does, or is gone, is none any more; back, it is the same one', async () => {
    fleet = [aNode()];
    await discover();
    const [found] = await targets();
    fleet = [aNode({ tags: { team: 'warehouse' } })];
    await discover();
    expect(await targets()).toEqual([]);
    fleet = [aNode({ tags: { team: 'batch' } })];
    await discover();
    expect((await targets()).map(({ id }) => id)).toEqual([found?.id]);
    fleet = [];
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
    fleet = [aNode()];
    await discover();
    fleet = [aNode({ tags: { team: 'batch' } })];
    await discover();
    expect((await events()).at(-1)).toEqual([
      'target.retagged',
      { nodeId: 'i-0a4f19c27be350d11', from: { team: 'payments' }, to: { team: 'batch' } },
    ]);
  });

  test('is shown with what its agent last said, and needs no bastion', async () => {
    fleet = [aNode({ ping: 'connectionLost' })];
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

describe('a terminal that is open on a node', () => {
  let priya: Actor;
  let maya: Actor;

  beforeAll(async () => {
    const text = `@id("batch.connect") forbid (principal, action == Action::"connect", resource is Target)
      when { resource.hasTag("team") && resource.getTag("team") == "batch" }
      unless { principal in Group::"infrastructure" };`;
    await aPolicyVersion(world.db, [...defaultFiles, { name: '90-batch.cedar', text }], 2);
    ({ priya, maya } = await aTeam(world.db));
  });
  beforeEach(async () => {
    fleet = [aNode()];
    await discover();
  });

  async function open(actor: Actor, targetId: string): Promise<TerminalId> {
    await aGrant(world.db, { personId: actor.personId, targetId, startsAt: world.deps.clock.now() });
    const opened = await openTerminal(world.deps, actor, { targetId, cols: 80, rows: 24 });
    if (!opened.ok) throw new Error(`not opened: ${opened.refusal.reason}`);
    return opened.value.terminalId;
  }
  const foundId = async () => (await targets())[0]?.id as TargetId;
  const whyAsked = async (id: TerminalId) => {
    const row = await world.db.prisma.terminal.findUniqueOrThrow({ where: { id } });
    return row.endRequestedAt === null ? null : row.endReason;
  };

  test('ends with the tag by which its person was let in, and only theirs; both are one transaction', async () => {
    const [hers, other] = [await open(priya, await foundId()), await open(maya, await foundId())];
    fleet = [aNode({ tags: { team: 'batch' } })];
    await discover();
    expect([await whyAsked(hers), await whyAsked(other)]).toEqual(['notAllowed', null]);
    expect((await events()).slice(-2)).toMatchObject([
      ['target.retagged', {}],
      ['terminal.endAsked', { reason: 'notAllowed', note: null }],
    ]);
  });

  test('goes on while its node says the same, or something that decides nothing', async () => {
    const hers = await open(priya, await foundId());
    fleet = [aNode({ tags: { team: 'payments', shift: 'night' } })];
    await discover();
    expect(await whyAsked(hers)).toBeNull();
  });

  test.each([
    ['leaves the register', () => []],
    ['is looked for no longer', () => [aNode({ tags: { team: 'warehouse' } })]],
  ])('ends when its node %s', async (_what, then) => {
    const hers = await open(priya, await foundId());
    fleet = then();
    await discover();
    expect(await whyAsked(hers)).toBe('targetGone');
    expect((await events()).slice(-2)).toMatchObject([
      ['target.lost', {}],
      ['terminal.endAsked', { reason: 'targetGone' }],
    ]);
  });

  test('ends when the file names its node no longer', async () => {
    const named = await aTarget(world.db, {
      environmentId,
      kind: 'node',
      nodeId: 'mi-0f2ab9c4d81e6e570',
      document: SHELL_DOCUMENT,
      command: '',
    });
    const hers = await open(priya, named);
    await discover();
    expect(await whyAsked(hers)).toBeNull();
    await world.db.prisma.target.update({ where: { id: named }, data: { removedAt: world.deps.clock.now() } });
    await discover();
    expect(await whyAsked(hers)).toBe('targetGone');
  });

  test('stays while AWS does not answer', async () => {
    const hers = await open(priya, await foundId());
    failure = new CloudError('throttled', 'ThrottlingException', 'Rate exceeded');
    await discover();
    expect(await whyAsked(hers)).toBeNull();
  });
});

test('while AWS does not answer, everything stays as it is', async () => {
  fleet = [aNode()];
  await discover();
  failure = new CloudError('throttled', 'ThrottlingException', 'Rate exceeded');
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
  fleet = [aNode(), aNode({ nodeId: named, name: 'scanner', tags: {} })];
  await discover();
  expect(asked).toContainEqual({ ids: [named] });
  expect((await targets()).map(({ key }) => key).sort()).toEqual(['disk', 'i-0a4f19c27be350d11']);
  expect(await world.db.prisma.managedNode.count({ where: { environmentId, nodeId: named } })).toBe(1);
  fleet = [];
  await discover();
  expect((await targets()).map(({ key }) => key)).toEqual(['disk']);
});

test('where an environment wants none, nothing is asked', async () => {
  await world.db.prisma.environment.updateMany({ where: { id: environmentId }, data: { removedAt: new Date() } });
  const plain = await anEnvironment(world.db);
  await discover();
  expect(asked).toEqual([]);
  await world.db.prisma.environment.update({ where: { id: plain }, data: { removedAt: new Date() } });
});
