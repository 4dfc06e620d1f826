import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findEnvironment } from '../../db/environments';
import { aGrant, anEnvironment, aPolicyVersion, aTarget } from '../../db/testing/rows';
import { CloudError } from '../../domain/cloud-error';
import type { EnvironmentId, TargetId, TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { SHELL_DOCUMENT } from '../../domain/targets/target';
import { defaultFiles } from '../../policy/testing/world';
import { discoverNodes } from '../targets/discover-nodes';
import { noteNodes } from '../targets/note-nodes';
import { aNode, Fleet } from '../testing/fleet';
import { aTeam, openWorld, type World } from '../testing/world';
import { admitToNode } from './admit-to-node';
import { openTerminal } from './open';

let world: World;
let environmentId: EnvironmentId;
let fleet: Fleet;
let priya: Actor;
let maya: Actor;

beforeAll(async () => {
  world = await openWorld();
  const text = `@id("batch.connect") forbid (principal, action == Action::"connect", resource is Target)
    when { resource.hasTag("team") && resource.getTag("team") == "batch" }
    unless { principal in Group::"infrastructure" };`;
  await aPolicyVersion(world.db, [...defaultFiles, { name: '90-batch.cedar', text }], 2);
});
afterAll(() => world.close());
beforeEach(async () => {
  fleet = new Fleet();
  ({ priya, maya } = await aTeam(world.db));
  await world.db.prisma.environment.updateMany({ data: { removedAt: new Date() } });
  environmentId = await anEnvironment(world.db, {
    kind: 'production',
    nodes: { tags: { team: ['payments', 'batch'] }, document: SHELL_DOCUMENT },
  });
  fleet.nodes = [aNode()];
  await discover();
});

const discover = () => discoverNodes({ ...world.deps, nodes: fleet });
const targets = () => world.db.prisma.target.findMany({ where: { environmentId, removedAt: null } });
const events = async () => {
  const rows = await world.db.prisma.auditEvent.findMany({ where: { environmentId }, orderBy: { sequence: 'asc' } });
  return rows.map(({ name, fields }) => [name, fields]);
};

describe('a terminal that is open on a node', () => {
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
    fleet.nodes = [aNode({ tags: { team: 'batch' } })];
    await discover();
    expect([await whyAsked(hers), await whyAsked(other)]).toEqual(['notAllowed', null]);
    expect((await events()).slice(-2)).toMatchObject([
      ['target.retagged', {}],
      ['terminal.endAsked', { reason: 'notAllowed', note: null }],
    ]);
  });

  test('goes on while its node says the same, or something that decides nothing', async () => {
    const hers = await open(priya, await foundId());
    fleet.nodes = [aNode({ tags: { team: 'payments', shift: 'night' } })];
    await discover();
    expect(await whyAsked(hers)).toBeNull();
  });

  test.each([
    ['leaves the register', () => []],
    ['is looked for no longer', () => [aNode({ tags: { team: 'warehouse' } })]],
  ])('ends when its node %s', async (_what, then) => {
    const hers = await open(priya, await foundId());
    fleet.nodes = then();
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

  test('is not begun when a round wrote other tags between its row and its start', async () => {
    const hers = await open(priya, await foundId());
    fleet.nodes = [aNode({ tags: { team: 'batch' } })];
    await world.db.prisma.target.update({ where: { id: await foundId() }, data: { tags: { team: 'batch' } } });
    expect(await admitToNode({ ...world.deps, nodes: fleet }, hers)).toBe('notAllowed');
    expect(fleet.asked.at(-1)).toEqual({ ids: ['i-0a4f19c27be350d11'] });
  });

  test.each([
    ['other tags', [aNode()]],
    ['no node', []],
  ])('goes on when a round that began before it was let in comes late, with %s', async (_what, matching) => {
    const asOf = world.deps.clock.now();
    world.setClock(1);
    fleet.nodes = [aNode({ tags: { team: 'payments', shift: 'night' } })];
    const hers = await open(priya, await foundId());
    expect(await admitToNode({ ...world.deps, nodes: fleet }, hers)).toBeNull();
    const environment = await findEnvironment(world.db.prisma, environmentId);
    if (!environment) throw new Error('no environment');
    await noteNodes(world.deps, environment, { isAll: true, asOf, matching, others: [] });
    expect(await targets()).toMatchObject([{ tags: { shift: 'night' } }]);
    expect(await whyAsked(hers)).toBeNull();
    world.setClock(0);
  });

  test('stays while AWS does not answer', async () => {
    const hers = await open(priya, await foundId());
    fleet.failure = new CloudError('throttled', 'ThrottlingException', 'Rate exceeded');
    await discover();
    expect(await whyAsked(hers)).toBeNull();
  });

  test('on the node of that id in another environment goes on: that is another target', async () => {
    const elsewhere = await anEnvironment(world.db, {
      kind: 'production',
      region: 'us-east-1',
      nodes: { tags: { team: ['payments'] }, document: SHELL_DOCUMENT },
    });
    fleet.nodes = [aNode()];
    await discover();
    const both = await world.db.prisma.target.findMany({
      where: { environmentId: { in: [environmentId, elsewhere] } },
    });
    expect(both.map((one) => one.environmentId).sort()).toEqual([environmentId, elsewhere].sort());
    const terminals = [await open(priya, both[0]?.id ?? ''), await open(priya, both[1]?.id ?? '')];
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
});
