import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { PersonId } from '../domain/ids';
import { anEnvironmentOf, aWantedBastion, startTestCloud, type TestCloud } from './testing/cloud';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterEach(() => cloud.aws.faults.clear());
afterAll(() => cloud.close());

const calls = (operation: string) => cloud.aws.inspect().calls.filter((call) => call.operation === operation).length;
const readyTask = async (environment = anEnvironmentOf()) => {
  const bastion = aWantedBastion();
  const { taskArn } = await cloud.bastions.run(environment, bastion);
  const task = await vi.waitFor(async () => {
    const [seen] = await cloud.bastions.describe(environment, [taskArn]);
    if (!seen?.agentConnected) throw new Error(`still ${seen?.phase}`);
    return seen;
  }, 20_000);
  return { environment, bastion, taskArn, task };
};

describe('running', () => {
  test('starts one task however often it is asked for, with tags that say whose it is', async () => {
    const environment = anEnvironmentOf();
    const personId = randomUUID() as PersonId;
    const bastion = aWantedBastion(personId);
    const first = await cloud.bastions.run(environment, bastion);
    const again = await cloud.bastions.run(environment, bastion);

    expect(again).toEqual(first);
    const [task] = cloud.aws.inspect().tasks.filter(({ arn }) => arn === first.taskArn);
    expect(task).toMatchObject({
      startedBy: 'postern',
      tags: {
        'postern:bastion': bastion.id,
        'postern:environment': environment.id,
        'postern:person': personId,
      },
    });
    expect(cloud.aws.inspect().tasks.filter(({ tags }) => tags['postern:bastion'] === bastion.id)).toHaveLength(1);
  });

  test('finds its task again when the settings of the environment changed between two attempts', async () => {
    const environment = anEnvironmentOf();
    const bastion = aWantedBastion();
    const first = await cloud.bastions.run(environment, bastion);
    const changed = { ...environment, securityGroups: ['sg-0a41e90000000009'] };
    expect(await cloud.bastions.run(changed, bastion)).toEqual(first);
  });

  test('waits out throttling', async () => {
    cloud.aws.faults.set({ operations: { 'ecs:RunTask': { error: { code: 'ThrottlingException' }, times: 2 } } });
    const before = calls('RunTask');
    await expect(cloud.bastions.run(anEnvironmentOf(), aWantedBastion())).resolves.toMatchObject({
      taskArn: expect.stringMatching(/^arn:aws:ecs:eu-west-1:/),
    });
    expect(calls('RunTask') - before).toBe(3);
  });

  test('says in the words of ECS why a task was not placed', async () => {
    cloud.aws.faults.set({ runTaskFailure: { reason: 'RESOURCE:ENI', detail: 'no addresses left in the subnet' } });
    await expect(cloud.bastions.run(anEnvironmentOf(), aWantedBastion())).rejects.toMatchObject({
      name: 'CloudError',
      kind: 'rejected',
      code: 'RESOURCE:ENI',
      message: 'no addresses left in the subnet',
    });
  });

  test.each([
    ['AccessDeniedException', 'denied'],
    ['ClusterNotFoundException', 'notFound'],
    ['InvalidParameterException', 'rejected'],
  ])('%s is %s', async (code, kind) => {
    cloud.aws.faults.set({ operations: { 'ecs:RunTask': { error: { code, message: 'no' } } } });
    await expect(cloud.bastions.run(anEnvironmentOf(), aWantedBastion())).rejects.toMatchObject({ kind, code });
  });
});

describe('describing', () => {
  test('tells each step of a task and what is needed to enter it', async () => {
    const { bastion, task, taskArn } = await readyTask();
    expect(task).toMatchObject({
      taskArn,
      bastionId: bastion.id,
      phase: 'running',
      networkAttached: true,
      imagePulled: true,
      agentConnected: true,
      agentStopped: null,
      runtimeId: expect.stringMatching(/^[0-9a-f]{32}-\d+$/),
    });
  });

  test('tells why a task stopped by itself', async () => {
    const stoppedReason = 'CannotPullContainerError: manifest unknown';
    cloud.aws.faults.set({ taskStop: { stoppedReason } });
    const environment = anEnvironmentOf();
    const { taskArn } = await cloud.bastions.run(environment, aWantedBastion());
    await vi.waitFor(async () => {
      const [task] = await cloud.bastions.describe(environment, [taskArn]);
      expect(task).toMatchObject({ phase: 'stopped', stopCode: 'TaskFailedToStart', stopText: stoppedReason });
    }, 20_000);
  });

  test('tells that the agent of a running task stopped', async () => {
    cloud.aws.faults.set({ agent: 'stops' });
    const environment = anEnvironmentOf();
    const { taskArn } = await cloud.bastions.run(environment, aWantedBastion());
    await vi.waitFor(async () => {
      const [task] = await cloud.bastions.describe(environment, [taskArn]);
      expect(task).toMatchObject({
        phase: 'running',
        agentConnected: false,
        agentStopped: expect.stringMatching(/agent stopped/),
      });
    }, 20_000);
  });

  test('asks once for many who ask at the same time, and says which task nobody knows', async () => {
    const { environment, taskArn } = await readyTask();
    const unknown = taskArn.replace(/[0-9a-f]{32}$/, '0'.repeat(32));
    const before = calls('DescribeTasks');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => cloud.bastions.describe(environment, [at % 2 ? taskArn : unknown])),
    );
    expect(calls('DescribeTasks') - before).toBe(1);
    expect(answers.map(([task]) => task?.phase)).toEqual(
      Array.from({ length: 20 }, (_, at) => (at % 2 ? 'running' : 'missing')),
    );
  });

  test('asks for at most a hundred tasks at once', async () => {
    const { environment, taskArn } = await readyTask();
    const many = Array.from({ length: 150 }, (_, at) =>
      taskArn.replace(/[0-9a-f]{32}$/, at.toString(16).padStart(32, '0')),
    );
    const before = calls('DescribeTasks');
    const tasks = await cloud.bastions.describe(environment, [...many, taskArn]);
    expect(calls('DescribeTasks') - before).toBe(2);
    expect(tasks.filter(({ phase }) => phase === 'running').map((task) => task.taskArn)).toEqual([taskArn]);
    expect(tasks).toHaveLength(151);
  });
});

describe('listing and stopping', () => {
  test('lists the living tasks of this environment only, page by page', async () => {
    const environment = anEnvironmentOf();
    const wanted = await Promise.all(
      Array.from({ length: 104 }, () => cloud.bastions.run(environment, aWantedBastion())),
    );
    await cloud.bastions.run(anEnvironmentOf(), aWantedBastion());
    const arns = wanted.map(({ taskArn }) => taskArn);
    expect((await cloud.bastions.list(environment)).map(({ taskArn }) => taskArn).sort()).toEqual(arns.sort());

    const [first = '', ...rest] = arns;
    await cloud.bastions.stop(environment, first, 'Postern: idle');
    expect((await cloud.bastions.list(environment)).map(({ taskArn }) => taskArn).sort()).toEqual(rest.sort());
  });

  test('stopping a task twice, or one that nobody knows, is fine', async () => {
    const { environment, taskArn } = await readyTask();
    await cloud.bastions.stop(environment, taskArn, 'Postern: idle');
    await cloud.bastions.stop(environment, taskArn, 'x'.repeat(600));
    await cloud.bastions.stop(environment, taskArn.replace(/[0-9a-f]{32}$/, '0'.repeat(32)), 'Postern: idle');
  });

  test('a cluster that is not there is told as such', async () => {
    const gone = anEnvironmentOf({ cluster: 'elsewhere' });
    await expect(cloud.bastions.list(gone)).rejects.toMatchObject({ kind: 'notFound' });
    await expect(cloud.bastions.stop(gone, 'arn:aws:ecs:eu-west-1:1:task/x/1', 'idle')).rejects.toMatchObject({
      kind: 'notFound',
    });
  });
});
