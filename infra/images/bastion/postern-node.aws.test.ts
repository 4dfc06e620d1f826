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
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { BASTION_TAG, PERSON_TAG } from '../../../lib/domain/bastions/tags';
import { type NodeAtWork, openPlace } from './testing/start-node';
import { openTaskCredentials } from './testing/task-credentials';

// The real entrypoint against the local AWS, a process of its own: what is asserted is what the service says, not what a log does.
// Over 300 lines because it is one life of a node, told from every place where it can go wrong, on one stage.

/** What the credentials of the task are asked for with. */
const TOKEN = 'Bearer "7c\\d1"';
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
/** The task's role, as ECS would hand it out. */
let taskRole: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
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
  const sts = new STSClient({ endpoint, region, credentials });
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  const RoleArn = `arn:aws:iam::${Account}:role/postern-bastion-node-task`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: '0123456789abcdef' }));
  sts.destroy();
  taskRole = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
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
let task: Awaited<ReturnType<typeof openTaskCredentials>>;
beforeEach(async () => {
  task = await openTaskCredentials(taskRole);
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
  task.close();
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
    AWS_ENDPOINT_URL_SSM: endpoint,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: task.url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: TOKEN,
    ...more,
  });
}

const until = (holds: () => boolean) =>
  vi.waitFor(() => expect(holds(), place.told()).toBe(true), { timeout: 20_000, interval: 25 });

/** What the service holds by an activation. */
async function nodesOf({ id }: { id: string }) {
  const Filters = [{ Key: 'ActivationIds', Values: [id] }];
  return (await ssm.send(new DescribeInstanceInformationCommand({ Filters }))).InstanceInformationList ?? [];
}
const connection = async (Target: string) => (await ssm.send(new GetConnectionStatusCommand({ Target }))).Status;

/** Whoever launched the task: takes the activation back, and what the container could not take out of the register. */
async function takeOut(activation: { id: string }): Promise<void> {
  await ssm.send(new DeleteActivationCommand({ ActivationId: activation.id }));
  for (const { InstanceId } of await nodesOf(activation))
    await ssm.send(new DeregisterManagedInstanceCommand({ InstanceId }));
}

type Noted = { requestId: string; operation: string; at: number; principalArn?: string; errorCode?: string };
async function calls(): Promise<Noted[]> {
  const answer = await fetch(`${endpoint}/_local/state`, { signal: AbortSignal.timeout(5_000) });
  const state = (await answer.json()) as { calls: Noted[] };
  return state.calls;
}
const fault = (operations: object) =>
  fetch(`${endpoint}/_local/faults`, { method: 'POST', body: JSON.stringify({ operations }) });

/** Nothing it says or hands on holds a secret, and it ends with one line of why. */
function lastLine(node: NodeAtWork, { code }: { code: string }): string {
  expect(node.said()).not.toContain(code);
  const handedOn = readFileSync(`${place.log}.environment`, 'utf8');
  expect(handedOn).not.toMatch(/POSTERN_ACTIVATION|AWS_CONTAINER/);
  for (const secret of [task.path, TOKEN, ...Object.values(taskRole)]) {
    expect(node.said()).not.toContain(secret);
    expect(handedOn).not.toContain(secret);
  }
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

    const before = new Set((await calls()).map(({ requestId }) => requestId));
    const asked = performance.now();
    node.child.kill(signal);
    expect(await node.ended).toBe(0);
    expect(performance.now() - asked).toBeLessThan(STOP_TIME_MS);
    expect(lastLine(node, activation)).toBe(`postern-node: The node ${id} has left the register.`);
    expect(await nodesOf(activation)).toEqual([]);
    expect(place.registration()).toBe(false);
    expect(task.asked).toEqual([`GET ${task.path} ${TOKEN}`]);
    const left = (await calls()).filter(
      ({ operation, requestId }) => operation === 'DeregisterManagedInstance' && !before.has(requestId),
    );
    expect(left.map(({ principalArn }) => principalArn?.split(':').at(-1))).toEqual([
      'assumed-role/postern-bastion-node-task/0123456789abcdef',
    ]);
  },
);

test('an agent that does not hear TERM loses its line and its node all the same', async () => {
  const activation = await activate();
  const node = start(activation, { STAND_IN: 'deaf', POSTERN_STOP_SECONDS: '1' });
  await until(place.ready);
  const [online] = await nodesOf(activation);
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(lastLine(node, activation)).toBe(`postern-node: The node ${online?.InstanceId} has left the register.`);
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
  expect(await nodesOf(activation)).toEqual([]);
});

test('an agent that dies ends the task, and its node leaves the register', async () => {
  const activation = await activate();
  const node = start(activation);
  await until(place.ready);
  const [online] = await nodesOf(activation);
  const pid = Number(/^\{"pid":(\d+)\}$/m.exec(readFileSync(`${place.log}.agent`, 'utf8'))?.[1]);
  process.kill(pid, 'SIGKILL');
  expect(await node.ended).toBe(70);
  expect(node.said()).toContain('postern-node: The agent died (137).');
  expect(lastLine(node, activation)).toBe(`postern-node: The node ${online?.InstanceId} has left the register.`);
  expect(place.ready()).toBe(false);
  expect(await nodesOf(activation)).toEqual([]);
});

/** Starts a node whose registration the service thinks about for so long; resolves while it does. */
async function startSlowly(activation: { id: string; code: string }, delayMs: number, more = {}): Promise<NodeAtWork> {
  // By their ids: the oldest calls are forgotten, so that their number says nothing.
  const before = new Set((await calls()).map(({ requestId }) => requestId));
  await fault({ 'ssm:RegisterManagedInstance': { delayMs, times: 1 } });
  const node = start(activation, more);
  await vi.waitFor(
    async () =>
      expect(
        (await calls()).some(
          ({ operation, requestId }) => operation === 'RegisterManagedInstance' && !before.has(requestId),
        ),
        place.told(),
      ).toBe(true),
    { timeout: 20_000, interval: 25 },
  );
  return node;
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s while it registers, and it registers all the same: no orphan',
  async (signal) => {
    const activation = await activate();
    const node = await startSlowly(activation, 1_500, { STAND_IN: 'deaf' });
    node.child.kill(signal);
    expect(await node.ended).toBe(0);
    expect(node.said()).toContain(`postern-node: Asked to stop (${signal.slice(3)}) while registering.\n`);
    expect(lastLine(node, activation)).toMatch(/^postern-node: The node mi-[0-9a-f]{17} has left the register\.$/);
    expect(place.calls()).not.toContain('');
    expect(await nodesOf(activation)).toEqual([]);
  },
);

test('TERM while the service thinks about the registration: it stops at once', async () => {
  const activation = await activate();
  const node = await startSlowly(activation, 8_000);
  const asked = performance.now();
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(performance.now() - asked).toBeLessThan(8_000);
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

test('registered, but no way to the gateway: given up in time, and its node leaves the register', async () => {
  const activation = await activate();
  const node = start(activation, { STAND_IN_GATEWAY: nowhere(), POSTERN_READY_SECONDS: '3' });
  expect(await node.ended).toBe(69);
  expect(node.said()).toContain(`is there a way to ssmmessages.${region}.amazonaws.com?`);
  expect(lastLine(node, activation)).toMatch(/The node mi-[0-9a-f]{17} has left the register\.$/);
  expect(place.ready()).toBe(false);
  expect(await nodesOf(activation)).toEqual([]);
});

/** What keeps it from leaving the register, and the words for it. */
const KEPT: Record<
  string,
  { why: string; before?: () => unknown; environment?: () => Record<string, string | undefined> }
> = {
  'a task without credentials': {
    why: 'the task has no credentials',
    environment: () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined }),
  },
  'refused credentials': {
    why: 'the credentials of the task were not given (403)',
    before: () => task.will('refuses'),
  },
  'credentials that do not come': {
    why: 'the credentials of the task were not given (000)',
    before: () => task.will('is silent'),
  },
  'credentials that are none': {
    why: 'the credentials of the task were not given (200)',
    before: () => task.will('lies'),
  },
  'no way to the credentials': {
    why: 'the credentials of the task were not given (000)',
    environment: () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${nowhere()}${task.path}` }),
  },
  'a role without the right': {
    why: 'the service did not do it (AccessDeniedException)',
    before: () => fault({ 'ssm:DeregisterManagedInstance': { error: { code: 'AccessDeniedException' } } }),
  },
  'a service that is down': {
    why: 'the service did not do it (InternalServerError)',
    before: () => fault({ 'ssm:DeregisterManagedInstance': { error: { code: 'InternalServerError', status: 500 } } }),
  },
  'no way to the service': {
    why: 'the service did not do it (000)',
    environment: () => ({ AWS_ENDPOINT_URL_SSM: nowhere() }),
  },
};

test.each(Object.entries(KEPT))('%s: it ends as it would, in time, and says who is left', async (_what, kept) => {
  const activation = await activate();
  const node = start(activation, { POSTERN_DEREGISTER_SECONDS: '3', ...kept.environment?.() });
  await until(place.ready);
  const [online] = await nodesOf(activation);
  await kept.before?.();
  const asked = performance.now();
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(performance.now() - asked).toBeLessThan(12_000);
  expect(lastLine(node, activation)).toBe(
    `postern-node: The node ${online?.InstanceId} has left; it can be taken out of the register: ${kept.why}.`,
  );
  await fetch(`${endpoint}/_local/faults`, { method: 'DELETE' });
  expect(await nodesOf(activation)).toHaveLength(1);
  await takeOut(activation);
});

test.each([
  ['throttled', { error: { code: 'ThrottlingException' }, times: 2 }, 3],
  ['down for a moment', { error: { code: 'InternalServerError', status: 500 }, times: 1 }, 2],
  ['done, but its answer is lost', { loseAnswer: true, times: 1 }, 2],
])('leaving that is %s is tried again', async (_what, one, tries) => {
  const activation = await activate();
  const node = start(activation);
  await until(place.ready);
  await fault({ 'ssm:DeregisterManagedInstance': one });
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(lastLine(node, activation)).toMatch(/ has left the register\.$/);
  expect(await nodesOf(activation)).toEqual([]);
  expect(task.asked).toHaveLength(tries);
});
