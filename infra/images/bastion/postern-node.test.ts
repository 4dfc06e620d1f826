import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

// The real entrypoint, with a stand-in for the agent: what Session Manager answers cannot be had here.

vi.setConfig({ testTimeout: 60_000 });
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const CODE = 'Kx9TqLm2VbNc4RwZ';
const ID = '01234567-89ab-cdef-0123-456789abcdef';

let folder: string;
let service: Server;
let running: ChildProcess | null = null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postern-node-'));
  mkdirSync(join(folder, 'state'));
  service = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(service, 'listening');
});
afterEach(async () => {
  if (running?.exitCode === null && running.signalCode === null) {
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  }
  running = null;
  service.close();
  rmSync(folder, { recursive: true, force: true });
});

type Node = { child: ChildProcess; said(): string; ended: Promise<number | null> };

function start(behaviour: string, more: Record<string, string | undefined> = {}): Node {
  const child = spawn(here('./postern-node'), {
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'eu-west-1',
      POSTERN_ACTIVATION_ID: ID,
      POSTERN_ACTIVATION_CODE: CODE,
      POSTERN_AGENT: here('./stand-in-agent'),
      POSTERN_AGENT_STATE: join(folder, 'state'),
      POSTERN_RUN: join(folder, 'run'),
      POSTERN_AGENT_PORT: String((service.address() as AddressInfo).port),
      POSTERN_LOOK_SECONDS: '0.05',
      STAND_IN: behaviour,
      STAND_IN_LOG: join(folder, 'calls'),
      ...more,
    },
  });
  running = child;
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, said: () => said, ended };
}

const calls = () =>
  existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : [];
const ready = () => existsSync(join(folder, 'run', 'ready'));
const registering = `-register -y -id ${ID} -code ${CODE} -region eu-west-1`;
const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true), { timeout: 20_000, interval: 25 });

test.each(['SIGTERM', 'SIGINT'] as const)('registers, is ready once connected, and leaves on %s', async (signal) => {
  const node = start('well');
  await until(ready);
  node.child.kill(signal);
  expect(await node.ended).toBe(0);
  expect(calls()).toEqual([registering, '', '-register -clear']);
  expect(ready()).toBe(false);
  expect(existsSync(join(folder, 'state', 'registration'))).toBe(false);
  expect(node.said()).toContain('The node mi-0123456789abcdef0 has left');
});

test('the agent and whatever it starts are given neither id nor code, and the log has none', async () => {
  const node = start('well');
  await until(ready);
  node.child.kill('SIGTERM');
  await node.ended;
  expect(readFileSync(join(folder, 'calls.environment'), 'utf8')).not.toMatch(/POSTERN_ACTIVATION/);
  expect(node.said()).not.toContain(CODE);
});

test('a wrong environment is told whole, before anything is called', async () => {
  const node = start('well', {
    AWS_REGION: 'Tokyo',
    POSTERN_ACTIVATION_ID: undefined,
    POSTERN_ACTIVATION_CODE: 'short',
    POSTERN_AGENT: '/nowhere',
  });
  expect(await node.ended).toBe(64);
  for (const name of ['AWS_REGION', 'POSTERN_ACTIVATION_ID', 'POSTERN_ACTIVATION_CODE', 'POSTERN_AGENT'])
    expect(node.said()).toContain(`postern-node: ${name} must be`);
  expect(node.said()).not.toContain('short');
  expect(calls()).toEqual([]);
});

test('a refused registration ends it, in words without the code', async () => {
  const node = start('refused');
  expect(await node.ended).toBe(69);
  expect(node.said()).toContain('Registering failed (1): InvalidActivation: -register -y -id (id) -code (code)');
  expect(calls()).toEqual([registering]);
});

test('a registration that says nothing and leaves nothing is a failed one', async () => {
  const node = start('silent');
  expect(await node.ended).toBe(69);
  expect(node.said()).toContain('Registering failed (0)');
  expect(calls()).toEqual([registering]);
});

test('without a network it gives up in time and says where to look', async () => {
  const node = start('unreachable', { POSTERN_REGISTER_SECONDS: '1' });
  expect(await node.ended).toBe(69);
  expect(node.said()).toContain('is there a way to ssm.eu-west-1.amazonaws.com?');
});

test('asked to stop while registering, it stops at once and starts no agent', async () => {
  const node = start('slow');
  await until(() => calls().length === 1);
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(calls()[0]).toBe(registering);
  expect(calls()).not.toContain('');
  expect(ready()).toBe(false);
});

test('registered is not ready: an agent without a line is given up', async () => {
  const node = start('unconnected', { POSTERN_READY_SECONDS: '1' });
  expect(await node.ended).toBe(69);
  expect(node.said()).toContain('is there a way to ssmmessages.eu-west-1.amazonaws.com?');
  expect(calls()).toEqual([registering, '', '-register -clear']);
  expect(ready()).toBe(false);
});

test('an agent that dies takes the task with it', async () => {
  const node = start('well');
  await until(ready);
  writeFileSync(join(folder, 'calls.die'), '');
  expect(await node.ended).toBe(70);
  expect(node.said()).toContain('The agent died (5).');
  expect(ready()).toBe(false);
  expect(calls().at(-1)).toBe('-register -clear');
});

test('an agent that dies before it is connected is told apart', async () => {
  const node = start('stillborn');
  expect(await node.ended).toBe(70);
  expect(node.said()).toContain('died before it was connected');
});

test('an agent that does not hear TERM is killed inside the stop time', async () => {
  const node = start('deaf', { POSTERN_STOP_SECONDS: '1' });
  await until(ready);
  node.child.kill('SIGTERM');
  expect(await node.ended).toBe(0);
  expect(calls().at(-1)).toBe('-register -clear');
});
