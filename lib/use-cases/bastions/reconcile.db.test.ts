import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Bastion } from '../../domain/bastions/bastion';
import type { Environment } from '../../domain/targets/environment';
import { following } from '../../jobs/following';
import { finishStopping } from './finish-stopping';
import { launchBastion } from './launch';
import { reconcileBastions } from './reconcile';
import { killAtEveryPoint } from './testing/dying';
import { present, type Stage, startStage } from './testing/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterEach(() => stage.aws.faults.clear());
afterAll(() => stage.close());

const soon = following(5);

async function running() {
  const environment = await stage.anEnvironment();
  const grantee = await stage.aGrantee(environment);
  const wanted = await stage.aWantedBastion(environment, grantee.actor);
  await launchBastion(stage.deps, wanted.id, soon);
  const bastion = await stage.get(wanted.id);
  return { environment, grantee, bastion, taskArn: present(bastion.taskArn) };
}

/** As if somebody had stopped it in the console. */
async function stopOutside(environment: Environment, bastion: Bastion) {
  const taskArn = present(bastion.taskArn);
  await stage.deps.bastions.stop(environment, taskArn, 'by hand');
  await vi.waitFor(async () => {
    const [task] = await stage.deps.bastions.describe(environment, [taskArn]);
    expect(task?.phase).toBe('stopped');
  }, 20_000);
}

describe('rows', () => {
  test('what agrees is left alone', async () => {
    const { bastion } = await running();
    await reconcileBastions(stage.deps);
    expect(await stage.get(bastion.id)).toEqual(bastion);
  });

  test('a launch that nobody follows is followed again', async () => {
    const environment = await stage.anEnvironment();
    const { actor } = await stage.aGrantee(environment);
    const bastion = await stage.aWantedBastion(environment, actor);
    await reconcileBastions(stage.deps);
    expect(stage.nudges.launch).toContain(bastion.id);
  });

  test('a stop that nobody finished is finished', async () => {
    const { bastion } = await running();
    await stage.deps.db.prisma.bastion.update({
      where: { id: bastion.id },
      data: { status: 'stopping', stopReason: 'idle' },
    });
    await reconcileBastions(stage.deps);
    expect(stage.nudges.stop).toContain(bastion.id);
    await finishStopping(stage.deps, bastion.id, soon);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'stopped', stopReason: 'idle' });
    expect(stage.runningTasks(bastion.id)).toEqual([]);
    expect((await stage.auditNames(bastion.id)).at(-1)).toBe('bastion.stopped');
  });

  test('a row whose task is gone has ended, and so have its terminals', async () => {
    const { environment, bastion, grantee } = await running();
    const terminalId = await stage.aTerminalOn(bastion, grantee);
    await stopOutside(environment, bastion);
    await reconcileBastions(stage.deps);

    expect(await stage.get(bastion.id)).toMatchObject({
      status: 'stopped',
      stopReason: expect.stringMatching(/by hand/),
    });
    const terminal = await stage.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
    expect(terminal).toMatchObject({ endReason: 'bastionStopped' });
    expect(terminal.endRequestedAt).not.toBeNull();
    expect((await stage.auditNames(bastion.id)).slice(-2)).toEqual(['bastion.stopped', 'terminal.endAsked']);
  });

  test('a row whose task ECS has forgotten has ended', async () => {
    const { bastion, taskArn } = await running();
    const forgotten = taskArn.replace(/[0-9a-f]{32}$/, '0'.repeat(32));
    await stage.deps.db.prisma.bastion.update({ where: { id: bastion.id }, data: { taskArn: forgotten } });
    await reconcileBastions(stage.deps);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'stopped', stopReason: 'TaskMissing' });
  });
});

describe('tasks', () => {
  test('one whose row has ended is stopped, once, and on record', async () => {
    const { bastion } = await running();
    await stage.deps.db.prisma.bastion.update({
      where: { id: bastion.id },
      data: { status: 'stopped', endedAt: stage.deps.clock.now() },
    });
    await reconcileBastions(stage.deps);
    expect(stage.runningTasks(bastion.id), 'its own stop may be under way').toHaveLength(1);
    stage.putForward(1);
    await reconcileBastions(stage.deps);
    await reconcileBastions(stage.deps);
    expect(stage.runningTasks(bastion.id)).toEqual([]);
    const names = await stage.auditNames(bastion.id);
    expect(names.filter((name) => name === 'bastion.orphanStopped')).toHaveLength(1);
  });

  test('one that no row ever asked for is stopped; one of another Postern is not', async () => {
    const environment = await stage.anEnvironment();
    const ours = crypto.randomUUID();
    const theirs = crypto.randomUUID();
    const wanted = (id: string) => ({ id: id as Bastion['id'], number: 1, clientToken: id, personId: null });
    await stage.deps.bastions.run(environment, wanted(ours));
    await stage.deps.bastions.run({ ...environment, id: crypto.randomUUID() as Environment['id'] }, wanted(theirs));
    await reconcileBastions(stage.deps);
    expect(stage.runningTasks(ours as Bastion['id'])).toEqual([]);
    expect(stage.runningTasks(theirs as Bastion['id'])).toHaveLength(1);
  });

  test('a second task under a living row is stopped, the first is not', async () => {
    const { environment, bastion, taskArn } = await running();
    const second = await stage.deps.bastions.run(environment, { ...bastion, clientToken: crypto.randomUUID() });
    expect(stage.runningTasks(bastion.id)).toHaveLength(2);
    await reconcileBastions(stage.deps);
    expect(stage.runningTasks(bastion.id).map(({ arn }) => arn)).toEqual([taskArn]);
    expect(second.taskArn).not.toBe(taskArn);
  });

  test('RunTask that was cut off from its answer is found again by its tag', async () => {
    const environment = await stage.anEnvironment();
    const { actor } = await stage.aGrantee(environment);
    const bastion = await stage.aWantedBastion(environment, actor);
    await stage.deps.bastions.run(environment, bastion);
    await reconcileBastions(stage.deps);
    expect(stage.runningTasks(bastion.id)).toHaveLength(1);
    await stage.deps.db.prisma.bastion.update({
      where: { id: bastion.id },
      data: { status: 'stopping', stopReason: 'noGrant' },
    });
    await finishStopping(stage.deps, bastion.id, soon);
    expect(stage.runningTasks(bastion.id)).toEqual([]);
    expect(await stage.get(bastion.id)).toMatchObject({ status: 'stopped' });
  });
});

test('an environment whose cloud refuses does not hold up the others', async () => {
  const broken = await stage.anEnvironment({ cluster: 'nowhere', position: -1 });
  const { environment, bastion } = await running();
  expect(broken.id).not.toBe(environment.id);
  await stopOutside(environment, bastion);
  await reconcileBastions(stage.deps);
  expect(await stage.get(bastion.id)).toMatchObject({ status: 'stopped' });
});

test('killed at every point, it still leaves rows and tasks agreeing', async () => {
  const own = await startStage();
  const launched = async () => {
    const environment = await own.anEnvironment();
    const { actor } = await own.aGrantee(environment);
    const wanted = await own.aWantedBastion(environment, actor);
    await launchBastion(own.deps, wanted.id, soon);
    return { environment, bastion: await own.get(wanted.id) };
  };
  const lost = await launched();
  await own.deps.bastions.stop(lost.environment, present(lost.bastion.taskArn), 'by hand');
  const orphan = await launched();
  const ended = { status: 'stopped', endedAt: own.deps.clock.now() } as const;
  await own.deps.db.prisma.bastion.update({ where: { id: orphan.bastion.id }, data: ended });
  own.putForward(1);

  await killAtEveryPoint(own.deps, reconcileBastions);
  expect(await own.get(lost.bastion.id)).toMatchObject({ status: expect.stringMatching(/^stopp/) });
  expect(own.runningTasks(orphan.bastion.id)).toEqual([]);
  await own.close();
});
