import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  CreateActivationCommand,
  type CreateActivationRequest,
  DeleteActivationCommand,
  DeregisterManagedInstanceCommand,
  DescribeActivationsCommand,
  DescribeInstanceInformationCommand,
  GetConnectionStatusCommand,
  ListTagsForResourceCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { BASTION_TAG, PERSON_TAG } from '../../../lib/domain/bastions/tags';
import { type NodeAtWork, openPlace } from './testing/start-node';

// The real entrypoint against the local AWS, a process of its own: what is asserted is what the service says, not what a log does.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
/** What Fargate gives a container between TERM and KILL. */
const STOP_TIME_MS = 120_000;
const TAGS = [
  { Key: BASTION_TAG, Value: 'b1' },
  { Key: PERSON_TAG, Value: 'p1' },
];

let folder: string;
let cloud: ChildProcess;
let endpoint: string;
let region: string;
let ssm: SSMClient;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postern-node-aws-'));
  const main = fileURLToPath(new URL('../../../local/aws/main.ts', import.meta.url));
  cloud = spawn(process.execPath, ['--import', 'tsx', main, '--data-folder', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (!cloud.stdout) throw new Error('The local AWS has no output.');
  const [line] = (await once(createInterface({ input: cloud.stdout }), 'line')) as [string];
  const { environment } = JSON.parse(line) as { environment: Record<string, string> };
  endpoint = environment.AWS_ENDPOINT_URL ?? '';
  region = environment.AWS_REGION ?? '';
  const credentials = {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
  };
  ssm = new SSMClient({ endpoint, region, credentials });
});
afterAll(async () => {
  ssm.destroy();
  const ended = once(cloud, 'exit');
  cloud.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

/** The only way to the gateway, apart from the rest so that the entrypoint sees this line and no other. */
let gateway: Server;
let lines: Set<Socket>;
let place: ReturnType<typeof openPlace>;
beforeEach(async () => {
  lines = new Set();
  gateway = createServer((socket) => {
    const onward = connect(Number(new URL(endpoint).port), '127.0.0.1');
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      lines.add(one);
      one.on('error', () => undefined).on('close', () => other.destroy());
      one.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  place = openPlace('wire-agent');
});
afterEach(async () => {
  await place.close();
  for (const line of lines) line.destroy();
  gateway.close();
  await fetch(`${endpoint}/_local/faults`, { method: 'DELETE' });
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;
/** An address that refuses: a port that was let go might be somebody else's by the time it is called. */
const nowhere = () => `http://127.0.0.3:${portOf(gateway)}`;

async function activate(more: Partial<CreateActivationRequest> = {}): Promise<{ id: string; code: string }> {
  const made = await ssm.send(new CreateActivationCommand({ IamRole: 'postern-bastion-node', Tags: TAGS, ...more }));
  return { id: made.ActivationId ?? '', code: made.ActivationCode ?? '' };
}

function start(activation: { id: string; code: string }, more: Record<string, string | undefined> = {}): NodeAtWork {
  return place.start({
    AWS_REGION: region,
    POSTERN_ACTIVATION_ID: activation.id,
    POSTERN_ACTIVATION_CODE: activation.code,
    POSTERN_AGENT_PORT: String(portOf(gateway)),
    STAND_IN_SSM: endpoint,
    STAND_IN_GATEWAY: `http://127.0.0.1:${portOf(gateway)}`,
    ...more,
  });
}

const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true), { timeout: 20_000, interval: 25 });

/** What the service holds by an activation. */
async function nodesOf({ id }: { id: string }) {
  const Filters = [{ Key: 'ActivationIds', Values: [id] }];
  return (await ssm.send(new DescribeInstanceInformationCommand({ Filters }))).InstanceInformationList ?? [];
}
const connection = async (Target: string) => (await ssm.send(new GetConnectionStatusCommand({ Target }))).Status;

/**
 * Whoever launched the task: takes the activation back, and every node that came of it out of the register. The container itself
 * must not be able to, since whoever is in its shell could then remove any node.
 */
async function takeOut(activation: { id: string }): Promise<void> {
  await ssm.send(new DeleteActivationCommand({ ActivationId: activation.id }));
  for (const { InstanceId } of await nodesOf(activation))
    await ssm.send(new DeregisterManagedInstanceCommand({ InstanceId }));
}

async function calls(): Promise<{ operation: string; at: number }[]> {
  const state = (await (await fetch(`${endpoint}/_local/state`)).json()) as {
    calls: { operation: string; at: number }[];
  };
  return state.calls;
}
const fault = (operations: object) =>
  fetch(`${endpoint}/_local/faults`, { method: 'POST', body: JSON.stringify({ operations }) });

/** Nothing it says holds the code, and it ends with one line of why. */
function lastLine(node: NodeAtWork, { code }: { code: string }): string {
  expect(node.said()).not.toContain(code);
  const last = node.said().trim().split('\n').at(-1) ?? '';
  expect(last).toMatch(/^postern-node: /);
  return last;
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'it is online with the tags of its activation, and gone on %s',
  async (signal) => {
    const activation = await activate();
    const node = start(activation);
    await until(place.ready);
    const [online, ...others] = await nodesOf(activation);
    expect(others).toEqual([]);
    expect(online).toMatchObject({ PingStatus: 'Online', IamRole: 'postern-bastion-node', ComputerName: 'bastion' });
    const id = online?.InstanceId ?? '';
    expect(id).toMatch(/^mi-[0-9a-f]{17}$/);
    expect(await connection(id)).toBe('connected');
    const { TagList } = await ssm.send(
      new ListTagsForResourceCommand({ ResourceType: 'ManagedInstance', ResourceId: id }),
    );
    expect(TagList).toEqual(TAGS);
    expect(readFileSync(`${place.log}.environment`, 'utf8')).not.toMatch(/POSTERN_ACTIVATION/);

    const asked = performance.now();
    node.child.kill(signal);
    expect(await node.ended).toBe(0);
    expect(lastLine(node, activation)).toBe(
      `postern-node: The node ${id} has left; it can be taken out of the register.`,
    );
    await expect.poll(() => connection(id)).toBe('notconnected');
    expect(place.registration()).toBe(false);
    await takeOut(activation);
    expect(await nodesOf(activation)).toEqual([]);
    expect(performance.now() - asked).toBeLessThan(STOP_TIME_MS);
  },
);

test('an agent that does not hear TERM loses its line all the same', async () => {
  const activation = await activate();
  const node = start(activation, { STAND_IN: 'deaf', POSTERN_STOP_SECONDS: '1' });
  await until(place.ready);
  const [online] = await nodesOf(activation);
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  await expect.poll(() => connection(online?.InstanceId ?? '')).toBe('notconnected');
  await takeOut(activation);
  expect(await nodesOf(activation)).toEqual([]);
});

/** Activations the service does not take, and how each comes to be. */
const REFUSED = {
  'with a wrong code': async () => ({ ...(await activate()), code: 'Kx9TqLm2VbNc4RwZ+/x=' }),
  'that has run out': async () => {
    const made = await activate({ ExpirationDate: new Date(Date.now() + 200) });
    const Filters = [{ FilterKey: 'ActivationIds' as const, FilterValues: [made.id] }];
    const described = async () => (await ssm.send(new DescribeActivationsCommand({ Filters }))).ActivationList?.[0];
    await expect.poll(async () => (await described())?.Expired).toBe(true);
    return made;
  },
  'that was taken back': async () => {
    const made = await activate();
    await ssm.send(new DeleteActivationCommand({ ActivationId: made.id }));
    return made;
  },
};

test.each(Object.entries(REFUSED))('an activation %s ends it with one line of why', async (_what, make) => {
  const activation = await make();
  const node = start(activation);
  expect(await node.ended).toBe(69);
  expect(node.said().trim().split('\n')).toHaveLength(1);
  expect(lastLine(node, activation)).toMatch(
    /Registering failed \(1\), because the activation is wrong, used up or past/,
  );
  expect(await nodesOf(activation)).toEqual([]);
});

test('an activation registers one node: the second is told that it is used up', async () => {
  const activation = await activate();
  const first = start(activation);
  await until(place.ready);
  const second = openPlace('wire-agent');
  const late = second.start({
    AWS_REGION: region,
    POSTERN_ACTIVATION_ID: activation.id,
    POSTERN_ACTIVATION_CODE: activation.code,
    STAND_IN_SSM: endpoint,
    STAND_IN_GATEWAY: endpoint,
  });
  expect(await late.ended).toBe(69);
  expect(lastLine(late, activation)).toMatch(/used up/);
  await second.close();
  expect(await nodesOf(activation)).toHaveLength(1);
  first.child.kill('SIGTERM');
  await first.ended;
  await takeOut(activation);
});

test('an agent that dies ends the task, and its node can be taken out', async () => {
  const activation = await activate();
  const node = start(activation);
  await until(place.ready);
  const [online] = await nodesOf(activation);
  const pid = Number(/^\{"pid":(\d+)\}$/m.exec(readFileSync(`${place.log}.agent`, 'utf8'))?.[1]);
  process.kill(pid, 'SIGKILL');
  expect(await node.ended).toBe(70);
  expect(node.said()).toContain('postern-node: The agent died (137).');
  expect(lastLine(node, activation)).toContain(`The node ${online?.InstanceId} has left`);
  expect(place.ready()).toBe(false);
  await expect.poll(() => connection(online?.InstanceId ?? '')).toBe('notconnected');
  await takeOut(activation);
  expect(await nodesOf(activation)).toEqual([]);
});

test('TERM while the service thinks about the registration: it stops at once', async () => {
  const activation = await activate();
  const before = (await calls()).length;
  await fault({ 'ssm:RegisterManagedInstance': { delayMs: 4_000, times: 1 } });
  const node = start(activation);
  await vi.waitFor(
    async () =>
      expect((await calls()).slice(before).some(({ operation }) => operation === 'RegisterManagedInstance')).toBe(true),
    { timeout: 20_000, interval: 25 },
  );
  const asked = performance.now();
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(performance.now() - asked).toBeLessThan(4_000);
  expect(lastLine(node, activation)).toContain(
    'while registering; what has registered by then is found by its activation',
  );
  expect(place.calls()).toHaveLength(1);
  // The service goes on with what it was asked, and nobody is left to hear of it: the activation leads there.
  await expect.poll(async () => (await nodesOf(activation)).length, { timeout: 20_000 }).toBe(1);
  await takeOut(activation);
  expect(await nodesOf(activation)).toEqual([]);
});

test('a registration whose answer is lost leaves no orphan: its activation leads to the node', async () => {
  const activation = await activate();
  await fault({ 'ssm:RegisterManagedInstance': { loseAnswer: true, times: 1 } });
  const node = start(activation);
  expect(await node.ended).toBe(69);
  expect(lastLine(node, activation)).toMatch(/^postern-node: Registering failed \(1\)\. The agent said: /);
  expect(await nodesOf(activation)).toHaveLength(1);
  await takeOut(activation);
  expect(await nodesOf(activation)).toEqual([]);
});

test('no service to register at: a clear line at once', async () => {
  const activation = await activate();
  const node = start(activation, { STAND_IN_SSM: nowhere() });
  expect(await node.ended).toBe(69);
  expect(lastLine(node, activation)).toMatch(/Registering failed \(1\)\. The agent said: .*ECONNREFUSED/);
  expect(await nodesOf(activation)).toEqual([]);
  await takeOut(activation);
});

test('a network that swallows everything: bounded, and says where to look', async () => {
  const activation = await activate();
  const silent = createServer((socket) => lines.add(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const node = start(activation, {
    STAND_IN_SSM: `http://127.0.0.1:${portOf(silent)}`,
    POSTERN_REGISTER_SECONDS: '2',
  });
  expect(await node.ended).toBe(69);
  expect(lastLine(node, activation)).toContain(`is there a way to ssm.${region}.amazonaws.com?`);
  silent.close();
  await takeOut(activation);
});

test('registered, but no way to the gateway: given up in time, and its node can be taken out', async () => {
  const activation = await activate();
  const node = start(activation, { STAND_IN_GATEWAY: nowhere(), POSTERN_READY_SECONDS: '3' });
  expect(await node.ended).toBe(69);
  expect(node.said()).toContain(`is there a way to ssmmessages.${region}.amazonaws.com?`);
  expect(lastLine(node, activation)).toMatch(/The node mi-[0-9a-f]{17} has left/);
  expect(place.ready()).toBe(false);
  expect(await nodesOf(activation)).toHaveLength(1);
  await takeOut(activation);
  expect(await nodesOf(activation)).toEqual([]);
});
