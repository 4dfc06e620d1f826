import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ECSClient, ExecuteCommandCommand, RunTaskCommand } from '@aws-sdk/client-ecs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { immediateTimings } from './settings';
import { startLocalAws } from './start';
import type { Inspection } from './steering';
import { isAlive } from './testing/is-alive';
import { RawClient } from './testing/raw-client';
import { present, runTaskInput } from './testing/stage';

let folder: string;
let child: ChildProcess;
let started: { endpoint: string; environment: Record<string, string> };

async function start(...more: string[]): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'local-aws-main-'));
  const main = new URL('./main.ts', import.meta.url).pathname;
  const timings = JSON.stringify(immediateTimings);
  child = spawn(process.execPath, ['--import', 'tsx', main, '--data-folder', folder, '--timings', timings, ...more], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: present(child.stdout) });
  const [line] = await once(lines, 'line');
  started = JSON.parse(line);
}

afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

async function look(): Promise<Inspection> {
  return (await fetch(`${started.endpoint}/_local/state`)).json() as Promise<Inspection>;
}

/** A connected shell that has started something, seen only over the wire. */
async function openShell(): Promise<{ client: RawClient; pid: number; background: number }> {
  const ecs = new ECSClient({
    endpoint: started.endpoint,
    region: started.environment.AWS_REGION ?? '',
    credentials: {
      accessKeyId: started.environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: started.environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const { tasks } = await ecs.send(new RunTaskCommand(runTaskInput));
  await vi.waitFor(async () => expect((await look()).tasks[0]?.agentStatus).toBe('RUNNING'), 20_000);
  const command = {
    cluster: 'postern',
    task: tasks?.[0]?.taskArn,
    container: 'bastion',
    command: 'bash',
    interactive: true,
  };
  const { session } = await ecs.send(new ExecuteCommandCommand(command));
  const client = new RawClient();
  await client.connect(present(session?.streamUrl), present(session?.tokenValue));
  client.type('nohup sleep 1000 > /dev/null 2>&1 & echo "star"ted $!.\r');
  await client.untilText(/started \d+\./);
  const background = Number(/started (\d+)\./.exec(client.text)?.[1]);
  return { client, pid: present((await look()).sessions[0]?.pid), background };
}

describe('local AWS as a process of its own', () => {
  it('outlives its clients, and its shells with it', async () => {
    await start();
    const { client, pid } = await openShell();
    client.cut();
    await vi.waitFor(async () => expect((await look()).sessions[0]?.status).toBe('Disconnected'), 20_000);
    expect(isAlive(pid)).toBe(true);
  });

  it('is not harmed by a second one that is started on its port and folder', async () => {
    await start();
    const { client } = await openShell();
    const port = Number(new URL(started.endpoint).port);
    await expect(startLocalAws({ port, dataFolder: folder, isolate: false })).rejects.toThrow('EADDRINUSE');
    client.type('cd && echo "home is the""re"\r');
    await client.untilText('home is there');
    client.cut();
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('leaves no shell behind on %s', async (signal) => {
    await start();
    const { client, pid } = await openShell();
    child.kill(signal);
    await once(child, 'exit');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 });
    client.cut();
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('leaves nothing behind on %s without bubblewrap either', async (signal) => {
    await start('--plain');
    const { client, pid, background } = await openShell();
    expect(isAlive(background)).toBe(true);
    child.kill(signal);
    await once(child, 'exit');
    await vi.waitFor(() => expect([pid, background].filter(isAlive)).toEqual([]), { timeout: 20_000 });
    client.cut();
  });
});
