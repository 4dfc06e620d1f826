import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { BASTION_STEPS } from '../../domain/bastions/bastion';
import { following } from '../../jobs/following';
import type { Deps } from '../deps';
import { finishStopping } from './finish-stopping';
import { launchBastion } from './launch';
import { reconcileBastions } from './reconcile';
import { dyingAt, Killed, killAtEveryPoint } from './testing/dying';
import { type Stage, startStage } from './testing/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ provisioningMs: 30, pendingMs: 30, agentMs: 30 });
});
afterEach(() => stage.aws.faults.clear());
afterAll(() => stage.close());

const soon = following(5);
const launch = (id: string, deps: Deps = stage.deps) => launchBastion(deps, id as never, soon);

async function wanted() {
  const environment = await stage.anEnvironment();
  const grantee = await stage.aGrantee(environment);
  const bastion = await stage.aWantedBastion(environment, grantee.actor);
  return { environment, grantee, bastion };
}

describe('launching', () => {
  test('follows the task to ready, with the time of every step', async () => {
    const { bastion } = await wanted();
    await launch(bastion.id);

    const ready = await stage.get(bastion.id);
    expect(ready).toMatchObject({ status: 'running', failureCode: null, endedAt: null });
    expect(ready.runtimeId).toMatch(/^[0-9a-f]{32}-\d+$/);
    expect(ready.steps.map(({ step }) => step)).toEqual([...BASTION_STEPS]);
    const times = ready.steps.map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(stage.runningTasks(bastion.id).map(({ arn }) => arn)).toEqual([ready.taskArn]);
    expect(await stage.auditNames(bastion.id)).toEqual(['bastion.asked', 'bastion.placed', 'bastion.ready']);
  });

  test('done again, it changes nothing', async () => {
    const { bastion } = await wanted();
    await launch(bastion.id);
    const ready = await stage.get(bastion.id);
    await launch(bastion.id);
    expect(await stage.get(bastion.id)).toEqual(ready);
    expect(await stage.auditNames(bastion.id)).toHaveLength(3);
  });

  test('two at once make one task and one record', async () => {
    const { bastion } = await wanted();
    await Promise.all([launch(bastion.id), launch(bastion.id)]);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'running' });
    expect(stage.runningTasks(bastion.id)).toHaveLength(1);
    expect(await stage.auditNames(bastion.id)).toEqual(['bastion.asked', 'bastion.placed', 'bastion.ready']);
  });

  test('stops following when told to, and leaves the row to whoever comes next', async () => {
    const { bastion } = await wanted();
    await launchBastion(stage.deps, bastion.id, following(5, AbortSignal.abort()));
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'launching', taskArn: null });
  });
});

describe('killed', () => {
  test('at every point one after the other, it still ends with one task and one row', async () => {
    const { bastion } = await wanted();
    const deaths = await killAtEveryPoint(stage.deps, (deps) => launch(bastion.id, deps));
    expect(deaths).toBeGreaterThan(2);

    const ready = await stage.get(bastion.id);
    expect(ready.status).toBe('running');
    const tasks = stage.aws.inspect().tasks.filter((task) => task.tags['postern:bastion'] === bastion.id);
    expect(tasks.map(({ arn }) => arn)).toEqual([ready.taskArn]);
    expect(await stage.auditNames(bastion.id)).toEqual(['bastion.asked', 'bastion.placed', 'bastion.ready']);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('once at point %i, the next process goes on', async (point) => {
    const { bastion } = await wanted();
    await launch(bastion.id, dyingAt(stage.deps, point)).catch((error) => expect(error).toBeInstanceOf(Killed));
    await launch(bastion.id);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'running' });
    expect(stage.aws.inspect().tasks.filter((task) => task.tags['postern:bastion'] === bastion.id)).toHaveLength(1);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'at point %i of a launch that fails, nothing is left running',
    async (point) => {
      stage.aws.faults.set({ agent: 'stops' });
      const { bastion } = await wanted();
      await launch(bastion.id, dyingAt(stage.deps, point)).catch((error) => expect(error).toBeInstanceOf(Killed));
      await launch(bastion.id);
      stage.putForward(1);
      await reconcileBastions(stage.deps);
      expect(await stage.get(bastion.id)).toMatchObject({ status: 'failed' });
      expect(stage.runningTasks(bastion.id)).toEqual([]);
      const names = await stage.auditNames(bastion.id);
      expect(names.filter((name) => name === 'bastion.failed')).toHaveLength(1);
    },
  );
});

test('killed between a failed launch and the stop of its task, the next round stops it', async () => {
  stage.aws.faults.set({ agent: 'stops' });
  const { bastion } = await wanted();
  const stop = () => Promise.reject(new Killed('killed before StopTask'));
  const dying = { ...stage.deps, bastions: { ...stage.deps.bastions, stop } };
  await expect(launch(bastion.id, dying)).rejects.toThrow(Killed);
  expect(await stage.get(bastion.id)).toMatchObject({ status: 'failed' });
  expect(stage.runningTasks(bastion.id)).toHaveLength(1);

  stage.putForward(1);
  await reconcileBastions(stage.deps);
  expect(stage.runningTasks(bastion.id)).toEqual([]);
});

describe('failing', () => {
  test('keeps the raw words of ECS and ends the terminals that wait for it', async () => {
    stage.aws.faults.set({
      taskStop: { stoppedReason: 'CannotPullContainerError: pull image manifest has been retried' },
    });
    const { bastion, grantee } = await wanted();
    const terminalId = await stage.aTerminalOn(bastion, grantee);
    await launch(bastion.id);

    const failed = await stage.get(bastion.id);
    expect(failed).toMatchObject({
      status: 'failed',
      failureCode: 'TaskFailedToStart',
      failureText: 'CannotPullContainerError: pull image manifest has been retried',
    });
    expect(failed.endedAt).not.toBeNull();
    const terminal = await stage.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
    expect(terminal).toMatchObject({ status: 'opening', endReason: 'bastionFailed' });
    expect(terminal.endRequestedAt).not.toBeNull();
    expect(await stage.auditNames(bastion.id)).toEqual([
      'bastion.asked',
      'bastion.placed',
      'bastion.failed',
      'terminal.endAsked',
    ]);
  });

  test('a task that ECS will not place fails at once', async () => {
    stage.aws.faults.set({ runTaskFailure: { reason: 'RESOURCE:ENI', detail: 'the subnet has no free address' } });
    const { bastion } = await wanted();
    await launch(bastion.id);
    expect(await stage.get(bastion.id)).toMatchObject({
      status: 'failed',
      taskArn: null,
      failureCode: 'RESOURCE:ENI',
      failureText: 'the subnet has no free address',
    });
  });

  test('a right that is missing fails at once', async () => {
    const message = 'User is not authorized to perform: ecs:RunTask';
    stage.aws.faults.set({ operations: { 'ecs:RunTask': { error: { code: 'AccessDeniedException', message } } } });
    const { bastion } = await wanted();
    await launch(bastion.id);
    expect(await stage.get(bastion.id)).toMatchObject({
      status: 'failed',
      failureCode: 'AccessDeniedException',
      failureText: message,
    });
  });

  test('throttling only delays', async () => {
    stage.aws.faults.set({
      operations: {
        'ecs:RunTask': { error: { code: 'ThrottlingException' }, times: 1 },
        'ecs:DescribeTasks': { error: { code: 'ThrottlingException' }, times: 1 },
      },
    });
    const { bastion } = await wanted();
    await launch(bastion.id);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'running' });
  });

  test('an agent that never comes is given up in the end, and its task is stopped', async () => {
    stage.aws.faults.set({ agent: 'never-starts' });
    const { bastion } = await wanted();
    const following = launch(bastion.id);
    await vi.waitFor(async () => expect((await stage.get(bastion.id)).steps.at(-1)?.step).toBe('imagePulled'), 20_000);
    stage.putForward(6);
    await following;
    expect(await stage.get(bastion.id)).toMatchObject({
      status: 'failed',
      failureCode: 'PosternAgentNeverConnected',
    });
    expect(stage.runningTasks(bastion.id)).toEqual([]);
  });
});

test('a bastion that is given up while RunTask is under way leaves no task behind', async () => {
  stage.aws.faults.set({ operations: { 'ecs:RunTask': { delayMs: 200, times: 1 } } });
  const { bastion } = await wanted();
  const following = launch(bastion.id);
  await stage.deps.db.prisma.bastion.update({
    where: { id: bastion.id },
    data: { status: 'stopping', stopReason: 'noGrant' },
  });
  await following;
  await finishStopping(stage.deps, bastion.id, soon);
  expect(await stage.get(bastion.id)).toMatchObject({ status: 'stopped', stopReason: 'noGrant' });
  expect(stage.runningTasks(bastion.id)).toEqual([]);
});
