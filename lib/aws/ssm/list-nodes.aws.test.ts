import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listNodeTags } from './list-node-tags';
import { listNodes } from './list-nodes';

/** A service that answers what the test says, whatever it is; the local AWS only answers what AWS would. */
let server: Server;
let ssm: SSMClient;
let answer: (asked: { NextToken?: string }, count: number) => unknown;
let count = 0;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    count += 1;
    const said = answer(JSON.parse(body), count);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(typeof said === 'string' ? said : JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ssm = new SSMClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-of-no-use' },
    maxAttempts: 1,
  });
});
beforeEach(() => {
  count = 0;
});
afterAll(async () => {
  ssm.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const id = (n: number) => `i-${n.toString(16).padStart(17, '0')}`;
const node = (n: number, more: object = {}) => ({ InstanceId: id(n), PingStatus: 'Online', ...more });
const ids = async () => (await listNodes(ssm, { tags: {} })).map(({ nodeId }) => nodeId);

test('a node that stands on two pages, since the fleet moved between them, is one, as it was last said', async () => {
  answer = ({ NextToken }) =>
    NextToken
      ? { InstanceInformationList: [node(1, { PingStatus: 'ConnectionLost' }), node(2)] }
      : { InstanceInformationList: [node(0), node(1)], NextToken: 'two' };
  const found = await listNodes(ssm, { tags: {} });
  expect(found.map(({ nodeId, ping }) => [nodeId, ping])).toEqual([
    [id(0), 'online'],
    [id(1), 'connectionLost'],
    [id(2), 'online'],
  ]);
});

test('a list that does not end is no list: half of a fleet must not be taken for all of it', async () => {
  answer = () => ({ InstanceInformationList: [node(count)], NextToken: 'again' });
  await expect(ids()).rejects.toMatchObject({ name: 'CloudError', code: 'UnexpectedAnswer' });
  expect(count).toBe(2);
  answer = () => ({ InstanceInformationList: [node(count)], NextToken: String(count) });
  await expect(ids()).rejects.toMatchObject({ name: 'CloudError', code: 'UnexpectedAnswer' });
});

test('nodes that were not asked for are not answered', async () => {
  answer = () => ({ InstanceInformationList: [node(7), node(8)] });
  expect((await listNodes(ssm, { ids: [id(8)] })).map(({ nodeId }) => nodeId)).toEqual([id(8)]);
});

test.each([
  ['no list at all', {}],
  ['something else in its place', { InstanceInformationList: { InstanceId: id(0) } }],
  ['a node without an id', { InstanceInformationList: [{ PingStatus: 'Online' }] }],
  ['an id that is markup', { InstanceInformationList: [{ InstanceId: '<b>i-0a4f19c27be350d11</b>' }] }],
  ['an id with a line more', { InstanceInformationList: [{ InstanceId: `${id(0)}\n` }] }],
  ['a name that is none', { InstanceInformationList: [node(0, { ComputerName: { $gt: '' } })] }],
  ['no JSON', '<html>Bad gateway</html>'],
])('%s is no answer, and never an empty fleet', async (_what, said) => {
  answer = () => said;
  await expect(ids()).rejects.toMatchObject({ name: 'CloudError' });
});

test('what agents say of their machines is text of a bounded length', async () => {
  const hostile = `\u202E<script>alert(1)</script>\u0007${'x'.repeat(10_000)}`;
  const saying = { PlatformName: hostile, PlatformVersion: hostile, AgentVersion: hostile, IPAddress: hostile };
  answer = () => ({ InstanceInformationList: [node(0, { ...saying, PingStatus: hostile })] });
  const [found] = await listNodes(ssm, { tags: {} });
  const said = `<script>alert(1)</script>${'x'.repeat(230)}`;
  expect(found).toMatchObject({ ping: 'inactive', agentVersion: said, ipAddress: said, platform: `${said} ${said}` });
});

test.each([
  ['none', {}],
  ['a tag without a value', { TagList: [{ Key: 'team' }] }],
  ['text', { TagList: 'team' }],
])('tags are never guessed: %s is no answer', async (_what, said) => {
  answer = () => said;
  await expect(listNodeTags(ssm, 'mi-0f2ab9c4d81e6e570')).rejects.toMatchObject({ name: 'CloudError' });
});

test('tags may be called anything but what no object keeps', async () => {
  answer = () =>
    '{"TagList":[{"Key":"__proto__","Value":"x"},{"Key":"constructor","Value":"y"},{"Key":"Name","Value":"<i>"}]}';
  const tags = await listNodeTags(ssm, 'mi-0f2ab9c4d81e6e570');
  expect(Object.entries(tags)).toEqual([
    ['constructor', 'y'],
    ['Name', '<i>'],
  ]);
});
