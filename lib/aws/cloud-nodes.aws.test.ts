import { DeregisterManagedInstanceCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { anEnvironmentOf, startTestCloud, type TestCloud } from './testing/cloud';

const web = {
  id: 'i-0a4f19c27be350d11',
  computerName: 'ip-10-4-2-31',
  platformName: 'Amazon Linux',
  platformVersion: '2023',
  ipAddress: '10.4.2.31',
  tags: { Name: 'orders-web-1', team: 'payments' },
};
const scanner = { id: 'mi-0f2ab9c4d81e6e570', computerName: 'warehouse-scanner-07', tags: { team: 'warehouse' } };
const gone = { id: 'mi-09d1c77ab2e04f318', computerName: 'label-printer', tags: { team: 'gone' } };
const untagged = { id: 'i-0c52f8a90de164733', computerName: 'lonely' };
const many = Array.from({ length: 120 }, (_, n) => ({
  id: `i-${n.toString(16).padStart(17, '0')}`,
  computerName: `many-${n}`,
  tags: { fleet: 'many' },
}));

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({}, { nodes: [web, scanner, gone, untagged, ...many] });
});
afterEach(() => cloud.aws.faults.clear());
afterAll(() => cloud.close());

const environment = anEnvironmentOf();
const list = (tags: Record<string, string[]>) => cloud.nodes.list(environment, { tags });

describe('nodes', () => {
  test('of both kinds are told with their name, platform, ping and tags', async () => {
    expect(await list({ team: ['payments', 'warehouse'] })).toEqual([
      {
        nodeId: web.id,
        name: 'orders-web-1',
        platform: 'Amazon Linux 2023',
        ping: 'online',
        lastPingAt: expect.any(Date),
        agentVersion: expect.stringMatching(/^3\./),
        ipAddress: '10.4.2.31',
        tags: web.tags,
      },
      expect.objectContaining({ nodeId: scanner.id, name: 'warehouse-scanner-07', tags: scanner.tags }),
    ]);
  });

  test('without tags have none, and are called as they call themselves', async () => {
    const [node] = await cloud.nodes.list(environment, { ids: [untagged.id] });
    expect(node).toMatchObject({ name: 'lonely', tags: {} });
  });

  test('are all found where they fill several pages, by tag and by id', async () => {
    expect(await list({ fleet: ['many'] })).toHaveLength(120);
    const ids = many.map(({ id }) => id);
    expect((await cloud.nodes.list(environment, { ids })).map(({ tags }) => tags.fleet)).toEqual(ids.map(() => 'many'));
  });

  test('are all found though the service is too busy in the midst of it', async () => {
    const error = { code: 'ThrottlingException', message: 'Rate exceeded' };
    const busy = { error, times: 2 };
    cloud.aws.faults.set({
      operations: { 'ssm:DescribeInstanceInformation': busy, 'tagging:GetResources': { ...busy } },
    });
    expect(await list({ fleet: ['many'] })).toHaveLength(120);
  });

  test('that are asked for by id do not have the tags of the whole account read', async () => {
    await list({ team: ['payments'] });
    const began = cloud.aws.inspect().calls.length;
    const [node] = await cloud.nodes.list(environment, { ids: [web.id] });
    expect(node?.tags).toEqual(web.tags);
    const after = cloud.aws.inspect().calls.slice(began);
    expect(after.map(({ operation }) => operation).filter((name) => name === 'GetResources')).toHaveLength(1);
  });

  test('that have gone are not told of', async () => {
    const ssm = new SSMClient({ region: 'eu-west-1', endpoint: cloud.aws.endpoint });
    expect(await cloud.nodes.isConnected(environment, gone.id)).toBe(true);
    await ssm.send(new DeregisterManagedInstanceCommand({ InstanceId: gone.id }));
    ssm.destroy();
    expect(await list({ team: ['gone'] })).toEqual([]);
    expect(await cloud.nodes.isConnected(environment, gone.id)).toBe(false);
  });

  test.each([
    ['ssm:DescribeInstanceInformation', 'AccessDeniedException', 'denied'],
    ['ssm:ListTagsForResource', 'AccessDeniedException', 'denied'],
    ['tagging:GetResources', 'AccessDeniedException', 'denied'],
    ['ssm:DescribeInstanceInformation', 'InternalServerError', 'unreachable'],
  ])('are not half told when %s says %s', async (operation, code, kind) => {
    const status = code === 'InternalServerError' ? 500 : 400;
    cloud.aws.faults.set({ operations: { [operation]: { error: { code, status } } } });
    await expect(list({})).rejects.toMatchObject({ name: 'CloudError', kind, code });
  });
});

describe('a session on a node', () => {
  const place = {
    via: 'node' as const,
    nodeId: web.id,
    document: 'AWS-StartInteractiveCommand',
    parameters: { command: ['uptime'] },
    reason: 'Postern terminal 1, request 7: two\nlines',
  };
  const who = { personId: 'p', email: 'priya.raman@example.com', requestNumber: 7, terminalId: 't' };
  const sessionOf = (id: string) => cloud.aws.inspect().sessions.find((session) => session.id === id);

  test('is started by its document and parameters, with the reason, as the person', async () => {
    const operatorRoleArn = 'arn:aws:iam::441022079313:role/postern-operator';
    const session = await cloud.agents.start(anEnvironmentOf({ operatorRoleArn }), place, who);
    expect(session.assumedRole).toMatch(/assumed-role\/postern-operator\/priya\.raman@example\.com$/);
    expect(sessionOf(session.sessionId)).toMatchObject({
      target: web.id,
      documentName: 'AWS-StartInteractiveCommand',
      reason: 'Postern terminal 1, request 7: two lines',
      sourceIdentity: who.email,
    });
    expect(await cloud.agents.list(environment)).toContainEqual({
      sessionId: session.sessionId,
      place: { nodeId: web.id },
      reason: 'Postern terminal 1, request 7: two lines',
      startedAt: expect.any(Date),
    });
    await cloud.agents.end(environment, session.sessionId);
  });

  test.each([
    [{ nodeId: 'i-0123456789abcdef0' }, 'notReady', 'TargetNotConnected'],
    [{ document: 'No-Such-Document' }, 'rejected', 'InvalidDocument'],
    [{ parameters: { nobody: ['x'] } }, 'rejected', 'InvalidParameters'],
  ])('that cannot be is told at once and by its own name: %j', async (change, kind, code) => {
    const began = cloud.aws.inspect().calls.length;
    await expect(cloud.agents.start(environment, { ...place, ...change }, who)).rejects.toMatchObject({ kind, code });
    expect(cloud.aws.inspect().calls.length - began).toBe(1);
  });

  test('with a reason longer than the service takes loses its end, not the session', async () => {
    const session = await cloud.agents.start(environment, { ...place, reason: '😀'.repeat(300) }, who);
    expect(sessionOf(session.sessionId)?.reason).toBe('😀'.repeat(128));
  });
});
