import { AddTagsToResourceCommand, CreateDocumentCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { listEnvironments } from '../db/environments';
import { aPolicyVersion } from '../db/testing/rows';
import { terminalNamedIn } from '../domain/terminals/session-reason';
import { defaultFiles } from '../policy/testing/world';
import { discoverNodes } from '../use-cases/targets/discover-nodes';
import { endOrphanSessions } from '../use-cases/terminals/end-orphan-sessions';
import { type RunningBridge, World } from './testing/world';

const NODE = { id: 'i-0a4f19c27be350d11', computerName: 'orders-web-1', tags: { team: 'payments' } };

let world: World;
let at: RunningBridge;
beforeAll(async () => {
  world = await World.start({ node: NODE });
  at = await world.openBridge();
});
afterEach(() => world.cloud.aws.faults.clear());
afterAll(() => world.close());

const sessionOf = (terminalId: string) =>
  world.cloud.aws.inspect().sessions.find(({ reason }) => terminalNamedIn(reason ?? '') === terminalId);
const calls = (operation: string) => world.cloud.aws.inspect().calls.filter((call) => call.operation === operation);

test('a terminal on a node needs no bastion, runs what is typed, and is a session with the request as its reason', async () => {
  const { terminalId, browser } = await world.shell(at);
  const steps = browser.messages.flatMap((message) => (message.type === 'step' ? [message.step] : []));
  expect(steps).toEqual(['ticket', 'nodeConnected', 'channelOpened', 'firstOutput']);
  expect(await world.deps.db.prisma.bastion.count()).toBe(0);
  const row = await world.deps.db.prisma.terminal.findUniqueOrThrow({
    where: { id: terminalId },
    include: { grant: { include: { request: true } } },
  });
  expect(row.bastionId).toBeNull();
  const { number, reason } = row.grant.request;
  expect(sessionOf(terminalId)).toMatchObject({
    target: NODE.id,
    documentName: 'SSM-SessionManagerRunShell',
    reason: `Postern terminal ${terminalId}, request ${number}: ${reason}`,
  });
  await browser.type('echo this is $HOSTNAME; exit\n');
  await browser.see('\nthis is orders-web-1');
  expect(await browser.hear('ended')).toMatchObject({ reason: 'exited' });
});

describe('a terminal on a node that was found by its tags', () => {
  const found = { id: 'mi-0f2ab9c4d81e6e570', computerName: 'warehouse-scanner-07', tags: { team: 'payments' } };
  let other: World;
  let there: RunningBridge;
  let ssm: SSMClient;

  beforeAll(async () => {
    other = await World.start({ node: found, found: { team: ['payments', 'batch'] } });
    there = await other.openBridge();
    ssm = new SSMClient({ region: 'eu-west-1', endpoint: other.cloud.aws.endpoint });
    const text = `@id("batch.connect") forbid (principal, action == Action::"connect", resource is Target)
      when { resource.hasTag("team") && resource.getTag("team") == "batch" };`;
    await aPolicyVersion(other.deps.db, [...defaultFiles, { name: '90-batch.cedar', text }], 2);
  });
  beforeEach(async () => {
    await retag('payments');
    await discoverNodes(other.deps);
  });
  afterAll(async () => {
    ssm.destroy();
    await other.close();
  });

  async function retag(team: string): Promise<void> {
    await ssm.send(
      new AddTagsToResourceCommand({
        ResourceType: 'ManagedInstance',
        ResourceId: found.id,
        Tags: [{ Key: 'team', Value: team }],
      }),
    );
  }
  const started = () => other.cloud.aws.inspect().calls.filter(({ operation }) => operation === 'StartSession').length;
  const lastEvents = async (count: number) => {
    const rows = await other.deps.db.prisma.auditEvent.findMany({ orderBy: { sequence: 'desc' }, take: count });
    return rows.reverse().map(({ name, fields }) => [name, fields]);
  };

  test('ends within the round that hears of a tag that shuts its person out', async () => {
    const { browser } = await other.shell(there);
    await retag('batch');
    await discoverNodes(other.deps);
    expect(await browser.hear('ended')).toMatchObject({ reason: 'notAllowed', isShellGone: true });
    expect(other.cloud.aws.inspect().sessions.filter(({ isOpen }) => isOpen)).toEqual([]);
  });

  test.each([
    ['batch', 'notAllowed', 'target.retagged'],
    ['warehouse', 'targetGone', 'target.lost'],
  ])('is not started by tags of a minute ago: %s is %s', async (team, reason, event) => {
    const before = started();
    const terminalId = await other.openTerminal();
    await retag(team);
    const browser = other.browser(terminalId);
    await browser.connect(there.url);
    expect(await browser.hear('ended')).toMatchObject({ reason });
    expect(started()).toBe(before);
    expect(await lastEvents(3)).toMatchObject([
      [event, {}],
      ['terminal.endAsked', { reason }],
      ['terminal.ended', { reason }],
    ]);
  });

  test('is not started while AWS does not say what the node is', async () => {
    const before = started();
    const error = { code: 'AccessDeniedException', message: 'not authorized to perform: ssm:ListTagsForResource' };
    other.cloud.aws.faults.set({ operations: { 'ssm:ListTagsForResource': { error } } });
    const browser = other.browser(await other.openTerminal());
    await browser.connect(there.url);
    expect(await browser.hear('failed')).toMatchObject({
      cause: 'nodeDenied',
      check: 'checkNodeRights',
      code: error.code,
    });
    expect(started()).toBe(before);
    other.cloud.aws.faults.clear();
  });
});

test('access that is taken away kills the shell on the node', async () => {
  const { terminalId, browser } = await world.shell(at);
  await world.deps.db.prisma.grant.update({
    where: { id: world.grantId },
    data: { status: 'revoked', endedAt: new Date(), revokedReason: 'no longer needed' },
  });
  expect(await browser.hear('ended')).toMatchObject({ reason: 'grantRevoked' });
  expect(sessionOf(terminalId)?.isOpen).toBe(false);
  await world.grantAnew();
});

test('a line that is cut is resumed, with nothing lost or doubled', async () => {
  const { browser } = await world.shell(at);
  await browser.type('seq 1 20000\n');
  await browser.see('\r\n2000\r\n');
  world.cloud.aws.faults.cutClient();
  await browser.see('20000\r\n');
  expect(browser.text.slice(browser.text.indexOf('1\r\n2\r\n'))).toBe(
    Array.from({ length: 20_000 }, (_, n) => `${n + 1}\r\n`).join(''),
  );
});

test('a node that is not connected yet is waited for, and asked for no oftener than its state changes', async () => {
  const late = { code: 'TargetNotConnected', message: `${NODE.id} is not connected.` };
  world.cloud.aws.faults.set({ operations: { 'ssm:StartSession': { error: late, times: 1 } } });
  const asked = calls('GetConnectionStatus').length;
  await world.shell(at);
  expect(calls('GetConnectionStatus').length).toBe(asked + 1);
});

test.each([
  [{ code: 'AccessDeniedException' }, 'nodeDenied', 'checkNodeRights'],
  [{ code: 'InvalidDocument' }, 'nodeDocument', 'checkDocument'],
  [{ code: 'ExpiredTokenException' }, 'nodeCredentials', 'checkCredentials'],
])('%j ends it with its cause in plain words and the name AWS gave it', async (error, cause, check) => {
  world.cloud.aws.faults.set({ operations: { 'ssm:StartSession': { error: { ...error, message: 'as AWS says' } } } });
  const browser = world.browser(await world.openTerminal());
  await browser.connect(at.url);
  expect(await browser.hear('failed')).toEqual({
    type: 'failed',
    step: 'nodeConnected',
    cause,
    check,
    code: error.code,
    text: 'as AWS says',
  });
  expect(await browser.hear('ended')).toMatchObject({ reason: 'agentRefused' });
});

test('a session that nobody wrote down is ended, once it is a minute old; one that is not ours never is', async () => {
  const [environment] = await listEnvironments(world.deps.db.prisma);
  if (!environment) throw new Error('no environment');
  const { terminalId } = await world.shell(at);
  const who = { personId: world.operator.personId, email: world.operator.email, requestNumber: 1, terminalId };
  const start = (reason: string) =>
    world.deps.agents.start(
      environment,
      { via: 'node', nodeId: NODE.id, document: 'SSM-SessionManagerRunShell', parameters: {}, reason },
      who,
    );
  const orphan = await start(`Postern terminal ${terminalId}, request 1: lost`);
  const foreign = await start('somebody with a console');
  const isOpen = (id: string) => world.cloud.aws.inspect().sessions.find((session) => session.id === id)?.isOpen;

  const later = { now: () => new Date(Date.now() + 120_000) };
  // Its node may be none of ours any more, and its environment gone from the file.
  expect(await world.deps.db.prisma.managedNode.count()).toBe(0);
  await world.deps.db.prisma.environment.update({ where: { id: environment.id }, data: { removedAt: new Date() } });
  expect(await endOrphanSessions(world.deps)).toEqual({ ended: 0 });
  expect(await endOrphanSessions({ ...world.deps, clock: later })).toEqual({ ended: 1 });
  expect([orphan.sessionId, foreign.sessionId].map(isOpen)).toEqual([false, true]);
  expect(sessionOf(terminalId)?.isOpen).toBe(true);

  const before = calls('DescribeSessions').length;
  const nextWeek = { now: () => new Date(Date.now() + 7 * 24 * 3_600_000) };
  expect(await endOrphanSessions({ ...world.deps, clock: nextWeek })).toEqual({ ended: 0 });
  expect(calls('DescribeSessions').length).toBe(before);
  await world.deps.db.prisma.environment.update({ where: { id: environment.id }, data: { removedAt: null } });
});

/** A world whose target is one command on the node, without a terminal. */
async function aCommand(command: string): Promise<World> {
  const way = { document: 'Acme-Command', parameters: { command: [command] } };
  const document = {
    schemaVersion: '1.0',
    sessionType: 'NonInteractiveCommands',
    parameters: { command: { type: 'String' } },
    properties: { linux: { commands: '{{ command }}', separateOutputStream: true } },
  };
  const other = await World.start({ node: NODE, way });
  const ssm = new SSMClient({ region: 'eu-west-1', endpoint: other.cloud.aws.endpoint });
  await ssm.send(
    new CreateDocumentCommand({ Name: 'Acme-Command', DocumentType: 'Session', Content: JSON.stringify(document) }),
  );
  ssm.destroy();
  return other;
}

test('one command that has said nothing yet can be interrupted after a change of bridges', async () => {
  const other = await aCommand('sleep 40');
  const first = await other.openBridge();
  const terminalId = await other.openTerminal();
  const browser = other.browser(terminalId);
  await browser.connect(first.url);
  await vi.waitFor(
    async () =>
      expect(await other.deps.db.prisma.recordingMarker.count({ where: { terminalId, kind: 'command' } })).toBe(1),
    { timeout: 20_000, interval: 20 },
  );
  await first.close();
  const second = await other.openBridge();
  await browser.connectAgain(second.url);
  await browser.type('\x03');
  expect(await browser.hear('ended')).toMatchObject({ reason: 'exited', exitCode: 130 });
  await other.close();
});

test('one command shows its errors apart from its output and its exit code at the end, over a change of bridges as well', async () => {
  const command = "sh -c 'echo out; echo wrong >&2; sleep 2; echo more >&2; exit 3'";
  const other = await aCommand(command);
  const first = await other.openBridge();
  const terminalId = await other.openTerminal();
  const browser = other.browser(terminalId);
  await browser.connect(first.url);
  await browser.see('out\r\n\x1b[31mwrong\r\n');
  await other.recorded(terminalId, browser.offset);
  await first.close();
  const second = await other.openBridge();
  await browser.connectAgain(second.url);
  await browser.see('more\r\n');
  expect(await browser.hear('ended')).toMatchObject({ reason: 'exited', exitCode: 3 });
  expect(browser.text.replaceAll('\x1b[31m\x1b[31m', '\x1b[31m')).toBe(
    'out\r\n\x1b[31mwrong\r\n\x1b[31mmore\r\n\x1b[39m',
  );
  const marks = await other.deps.db.prisma.recordingMarker.findMany({ where: { terminalId }, select: { kind: true } });
  expect(marks.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['command', 'adopted', 'commandEnded', 'ended']),
  );
  await other.close();
});
