import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openPlace } from './testing/start-node';
import { openTaskCredentials } from './testing/task-credentials';

// The real entrypoint with an agent that misbehaves as it is told; postern-node.aws.test.ts has one that speaks to a service.

const CODE = 'Kx9TqLm2VbNc4RwZ';
const ID = '01234567-89ab-cdef-0123-456789abcdef';

let place: ReturnType<typeof openPlace>;
let service: Server;

beforeEach(async () => {
  place = openPlace('stand-in-agent');
  service = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(service, 'listening');
});
afterEach(async () => {
  await place.close();
  service.close();
});

function start(behaviour: string, more: Record<string, string | undefined> = {}) {
  return place.start({
    AWS_REGION: 'eu-west-1',
    POSTERN_ACTIVATION_ID: ID,
    POSTERN_ACTIVATION_CODE: CODE,
    POSTERN_AGENT_PORT: String((service.address() as AddressInfo).port),
    STAND_IN: behaviour,
    ...more,
  });
}

const registering = `-register -y -id ${ID} -code ${CODE} -region eu-west-1`;
const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true), { timeout: 20_000, interval: 25 });

test.each(['SIGTERM', 'SIGINT'] as const)('registers, is ready once connected, and leaves on %s', async (signal) => {
  const node = start('well');
  await until(place.ready);
  node.child.kill(signal);
  expect(await node.ended).toBe(0);
  expect(place.calls()).toEqual([registering, '', '-register -clear']);
  expect(place.ready()).toBe(false);
  expect(place.registration()).toBe(false);
  expect(node.said()).toContain(
    'The node mi-0123456789abcdef0 has left; it can be taken out of the register: the task has no credentials.\n',
  );
});

test('the agent and whatever it starts are given neither id nor code, and the log has none', async () => {
  const node = start('well');
  await until(place.ready);
  node.child.kill('SIGTERM');
  await node.ended;
  expect(readFileSync(`${place.log}.environment`, 'utf8')).not.toMatch(/POSTERN_ACTIVATION/);
  expect(node.said()).not.toContain(CODE);
});

test('a wrong environment is told whole, before anything is called', async () => {
  const node = start('well', {
    AWS_REGION: 'Tokyo',
    POSTERN_ACTIVATION_ID: undefined,
    POSTERN_ACTIVATION_CODE: 'short',
    POSTERN_AGENT: '/nowhere',
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'v2/credentials/hidden',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1.example.com/hidden',
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'hidden\nX-More: y',
    AWS_ENDPOINT_URL_SSM: 'localhost',
  });
  expect(await node.ended).toBe(64);
  for (const name of [
    'AWS_REGION',
    'POSTERN_ACTIVATION_ID',
    'POSTERN_ACTIVATION_CODE',
    'POSTERN_AGENT',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'AWS_ENDPOINT_URL',
  ])
    expect(node.said()).toMatch(new RegExp(`^postern-node: .*${name} must be`, 'm'));
  expect(node.said()).not.toMatch(/short|hidden/);
  expect(place.calls()).toEqual([]);
});

test('a refused registration ends it, in words without the code', async () => {
  const node = start('refused');
  expect(await node.ended).toBe(69);
  expect(node.said()).toContain(
    'Registering failed (1), because the activation is wrong, used up or past its time. The agent said: InvalidActivation: -register -y -id (id) -code (code)',
  );
  expect(place.calls()).toEqual([registering]);
});

test('a registration that says nothing and leaves nothing is a failed one', async () => {
  const node = start('silent');
  expect(await node.ended).toBe(69);
  expect(node.said()).toContain('Registering failed (0)');
  expect(place.calls()).toEqual([registering]);
});

test('without a network it gives up in time and says where to look', async () => {
  const node = start('unreachable', { POSTERN_REGISTER_SECONDS: '1' });
  expect(await node.ended).toBe(69);
  expect(node.said()).toContain('is there a way to ssm.eu-west-1.amazonaws.com?');
});

test('asked to stop while registering, it stops at once and starts no agent', async () => {
  const node = start('slow');
  await until(() => place.calls().length === 1);
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(place.calls()[0]).toBe(registering);
  expect(place.calls()).not.toContain('');
  expect(place.ready()).toBe(false);
});

test('asked to stop after the registration, but before the agent says so: the node is known all the same', async () => {
  const node = start('lingers');
  await until(place.registration);
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(node.said()).toContain('Asked to stop (TERM) while registering.\n');
  expect(node.said()).toContain('The node mi-0123456789abcdef0 has left; it can be taken out');
});

test('a registration that names no node is none', async () => {
  const node = start('well', { STAND_IN_NODE: 'mi-0 x; rm' });
  expect(await node.ended).toBe(69);
  expect(node.said()).toContain('Registering failed (0)');
  expect(node.said()).not.toContain('has left');
});

test("what ECS tells the task is asked for once it leaves, and stands in nobody's command line", async () => {
  const asked: string[] = [];
  const hear = (request: IncomingMessage) => {
    const { host, authorization = '' } = request.headers;
    const signed = /Credential=(\S+?)\/\d{8}\/(\S+?),/.exec(authorization);
    asked.push(
      `${host?.split(':')[0]} ${request.url} ${signed?.[1]} ${signed?.[2]} ${request.headers['x-amz-target']}`,
    );
  };
  const ssm = createHttpServer((request, response) => {
    hear(request);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(ssm, 'listening');
  const held = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'wJalr/XUtn+FEMI', sessionToken: 'IQoJb3/Jp+==' };
  const task = await openTaskCredentials(held);
  const token = `${place.log}.token`;
  writeFileSync(token, 'Basic c2VjcmV0\n');
  const node = start('well', {
    PATH: [fileURLToPath(new URL('./testing', import.meta.url)), process.env.PATH].join(delimiter),
    STAND_IN_CREDENTIALS: task.origin,
    STAND_IN_SSM: `http://127.0.0.1:${(ssm.address() as AddressInfo).port}`,
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: task.path,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://elsewhere.example/',
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'old',
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: token,
  });
  await until(place.ready);
  expect(task.asked).toEqual([]);
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(node.said()).toContain('postern-node: The node mi-0123456789abcdef0 has left the register.\n');
  expect(task.asked).toEqual([`GET ${task.path} Basic c2VjcmV0`]);
  expect(asked).toEqual(['127.0.0.1 / ASIAEXAMPLE eu-west-1/ssm/aws4_request AmazonSSM.DeregisterManagedInstance']);
  const settings = readFileSync(`${place.log}.settings`, 'utf8');
  expect(settings).toContain(`url = "http://169.254.170.2${task.path}"`);
  expect(settings).toContain('url = "https://ssm.eu-west-1.amazonaws.com/"');
  const seen = [`${place.log}.curl`, `${place.log}.environment`].map((file) => readFileSync(file, 'utf8')).join('\n');
  for (const secret of [...Object.values(held), task.path, 'c2VjcmV0', 'AWS_CONTAINER'])
    for (const text of [seen, node.said()]) expect(text).not.toContain(secret);
  task.close();
  ssm.close();
});

test('registered is not ready: an agent without a line is given up', async () => {
  const node = start('unconnected', { POSTERN_READY_SECONDS: '1' });
  expect(await node.ended).toBe(69);
  expect(node.said()).toContain('is there a way to ssmmessages.eu-west-1.amazonaws.com?');
  expect(place.calls()).toEqual([registering, '', '-register -clear']);
  expect(place.ready()).toBe(false);
});

test('an agent that dies takes the task with it', async () => {
  const node = start('well');
  await until(place.ready);
  writeFileSync(`${place.log}.die`, '');
  expect(await node.ended).toBe(70);
  expect(node.said()).toContain('The agent died (5).');
  expect(place.ready()).toBe(false);
  expect(place.calls().at(-1)).toBe('-register -clear');
});

test('an agent that dies before it is connected is told apart', async () => {
  const node = start('stillborn');
  expect(await node.ended).toBe(70);
  expect(node.said()).toContain('died before it was connected');
});

test('an agent that does not hear TERM is killed inside the stop time', async () => {
  const node = start('deaf', { POSTERN_STOP_SECONDS: '1' });
  await until(place.ready);
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(place.calls().at(-1)).toBe('-register -clear');
});
