import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Stage, startStage } from '../use-cases/bastions/testing/stage';
import { openQueue, type Queue } from './queue';
import { startJobs } from './start-jobs';

let stage: Stage;
const running: { stop(): Promise<void> }[] = [];
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  await stage.close();
});

const patient = { timeout: 20_000, interval: 50 };
const start = async () => {
  const jobs = await startJobs(stage.deps);
  running.push(jobs);
  return jobs;
};
const asker = async (): Promise<Queue> => {
  const queue = await openQueue(stage.deps.db.url, stage.deps.log, { works: false });
  running.push(queue);
  return queue;
};
const wanted = async () => {
  const environment = await stage.anEnvironment();
  const grantee = await stage.aGrantee(environment);
  return { grantee, bastion: await stage.aWantedBastion(environment, grantee.actor) };
};
const becomes = (id: Parameters<Stage['get']>[0], status: string) =>
  vi.waitFor(async () => expect((await stage.get(id)).status).toBe(status), patient);

test('a launch that was asked for in another process is done here, once however often it is asked for', async () => {
  await start();
  const queue = await asker();
  const { bastion } = await wanted();
  await Promise.all(Array.from({ length: 10 }, () => queue.launchBastion(bastion.id)));
  await becomes(bastion.id, 'running');
  const calls = stage.aws.inspect().calls.filter(({ operation }) => operation === 'RunTask');
  expect(calls).toHaveLength(1);
});

test('what was left undone is found at the start: a launch without a job, a stop without a job', async () => {
  const { bastion } = await wanted();
  const first = await start();
  await becomes(bastion.id, 'running');
  await first.stop();
  await stage.deps.db.prisma.bastion.update({
    where: { id: bastion.id },
    data: { status: 'stopping', stopReason: 'idle' },
  });
  await start();
  await becomes(bastion.id, 'stopped');
  expect(stage.runningTasks(bastion.id)).toEqual([]);
});

test('a grant that runs out is expired', async () => {
  const { grantee } = await wanted();
  await start();
  stage.putForward(25 * 60);
  await vi.waitFor(async () => {
    const grant = await stage.deps.db.prisma.grant.findUniqueOrThrow({ where: { id: grantee.grantId } });
    expect(grant.status).toBe('expired');
  }, patient);
});

test('stopping in the middle of a launch leaves the row for the next process', async () => {
  stage.aws.faults.set({ agent: 'never-starts' });
  const { bastion } = await wanted();
  const first = await start();
  await vi.waitFor(async () => expect((await stage.get(bastion.id)).taskArn).not.toBeNull(), patient);
  await first.stop();
  expect(await stage.get(bastion.id)).toMatchObject({ status: 'launching', failureCode: null });
});

test('a process that is killed in the middle of a launch loses and doubles nothing', { timeout: 90_000 }, async () => {
  await stage.close();
  stage = await startStage({ agentMs: 8_000 });
  const { bastion } = await wanted();
  const file = join(import.meta.dirname, 'testing/jobs-process.ts');
  const aheadMs = stage.deps.clock.now().getTime() - Date.now();
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env: { ...process.env, DATABASE_URL: stage.deps.db.url, CLOCK_AHEAD_MS: String(aheadMs) },
    stdio: 'ignore',
  });
  running.push({ stop: async () => void child.kill('SIGKILL') });
  await vi.waitFor(async () => expect((await stage.get(bastion.id)).taskArn).not.toBeNull(), patient);
  child.kill('SIGKILL');
  await once(child, 'exit');

  await start();
  await vi.waitFor(async () => expect((await stage.get(bastion.id)).status).toBe('running'), {
    timeout: 60_000,
    interval: 100,
  });
  const tasks = stage.aws.inspect().tasks.filter((task) => task.tags['postern:bastion'] === bastion.id);
  expect(tasks).toHaveLength(1);
  expect(await stage.auditNames(bastion.id)).toEqual(['bastion.asked', 'bastion.placed', 'bastion.ready']);
});
