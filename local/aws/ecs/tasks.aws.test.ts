import {
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ExecuteCommandCommand,
  ListTagsForResourceCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { present, runTaskInput, type Stage, startStage } from '../testing/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await stage.close();
});

async function describeTask(taskArn: string | undefined) {
  const { tasks } = await stage.ecs.send(
    new DescribeTasksCommand({ cluster: 'postern', tasks: [present(taskArn)], include: ['TAGS'] }),
  );
  return present(tasks?.[0]);
}

function untilStatus(taskArn: string | undefined, status: string) {
  return vi.waitFor(
    async () => {
      const task = await describeTask(taskArn);
      expect(task.lastStatus).toBe(status);
      return task;
    },
    { timeout: 10_000, interval: 10 },
  );
}

describe('RunTask', () => {
  it('starts one task however often it is asked with the same token', async () => {
    const input = { ...runTaskInput, clientToken: 'row-1', startedBy: 'postern' };
    const first = await stage.ecs.send(new RunTaskCommand(input));
    const second = await stage.ecs.send(new RunTaskCommand(input));
    expect(second.tasks?.[0]?.taskArn).toBe(first.tasks?.[0]?.taskArn);
    expect(stage.aws.inspect().tasks).toHaveLength(1);
  });

  it('refuses a token that was used for something else, naming its tasks', async () => {
    const { tasks } = await stage.ecs.send(new RunTaskCommand({ ...runTaskInput, clientToken: 'row-1' }));
    const again = stage.ecs.send(new RunTaskCommand({ ...runTaskInput, clientToken: 'row-1', startedBy: 'other' }));
    await expect(again).rejects.toMatchObject({ name: 'ConflictException', resourceIds: [tasks?.[0]?.taskArn] });
  });

  it.each([
    ['ClusterNotFoundException', { cluster: 'nowhere' }],
    ['ClientException', { taskDefinition: 'unknown' }],
    ['InvalidParameterException', { networkConfiguration: undefined }],
    ['InvalidParameterException', { count: 11 }],
    ['InvalidParameterException', { tags: [{ key: 'aws:mine', value: 'no' }] }],
  ])('refuses with %s for %o', async (name, change) => {
    await expect(stage.ecs.send(new RunTaskCommand({ ...runTaskInput, ...change }))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
  });
});

describe('a task', () => {
  it('goes through its states, the agent after it, and keeps tags and times', async () => {
    await stage.close();
    stage = await startStage({ provisioningMs: 40, pendingMs: 40, agentMs: 40 });
    const { tasks } = await stage.ecs.send(
      new RunTaskCommand({ ...runTaskInput, startedBy: 'postern', tags: [{ key: 'postern:bastion', value: 'b1' }] }),
    );
    const arn = tasks?.[0]?.taskArn;
    expect(arn).toMatch(/^arn:aws:ecs:ap-northeast-1:111122223333:task\/postern\/[0-9a-f]{32}$/);
    expect(tasks?.[0]).toMatchObject({ lastStatus: 'PROVISIONING', desiredStatus: 'RUNNING', startedBy: 'postern' });

    await untilStatus(arn, 'PENDING');
    const running = await untilStatus(arn, 'RUNNING');
    expect(running.containers?.[0]).toMatchObject({
      name: 'bastion',
      runtimeId: expect.stringMatching(/^[0-9a-f]{32}-\d+$/),
    });
    expect(running.containers?.[0]?.managedAgents?.[0]).toMatchObject({
      name: 'ExecuteCommandAgent',
      lastStatus: 'PENDING',
    });
    await vi.waitFor(async () => {
      expect((await describeTask(arn)).containers?.[0]?.managedAgents?.[0]?.lastStatus).toBe('RUNNING');
    }, 20_000);
    expect(running.tags).toEqual([{ key: 'postern:bastion', value: 'b1' }]);
    expect(running.attachments?.[0]).toMatchObject({ type: 'ElasticNetworkInterface', status: 'ATTACHED' });
    const times = [
      running.createdAt,
      running.connectivityAt,
      running.pullStartedAt,
      running.pullStoppedAt,
      running.startedAt,
    ];
    expect(times.map((at) => present(at).getTime())).toEqual(
      times.map((at) => present(at).getTime()).sort((a, b) => a - b),
    );
  });

  it('stops when told, with code, reason and exit code', async () => {
    const { taskArn } = await stage.readyTask();
    const { task } = await stage.ecs.send(new StopTaskCommand({ cluster: 'postern', task: taskArn, reason: 'idle' }));
    expect(task?.desiredStatus).toBe('STOPPED');
    const stopped = await untilStatus(taskArn, 'STOPPED');
    expect(stopped).toMatchObject({
      stopCode: 'UserInitiated',
      stoppedReason: 'idle',
      containers: [{ exitCode: 137 }],
    });
    expect(stopped.stoppedAt).toBeInstanceOf(Date);
  });

  it('is listed by what it was started with, a page at a time', async () => {
    for (const startedBy of ['one', 'two', 'two', 'two']) {
      await stage.ecs.send(new RunTaskCommand({ ...runTaskInput, startedBy }));
    }
    const page = { cluster: 'postern', startedBy: 'two', maxResults: 2 };
    const first = await stage.ecs.send(new ListTasksCommand(page));
    const second = await stage.ecs.send(new ListTasksCommand({ ...page, nextToken: first.nextToken }));
    expect(first.taskArns).toHaveLength(2);
    expect(second.taskArns).toHaveLength(1);
    expect(second.nextToken).toBeUndefined();
    const none = await stage.ecs.send(new ListTasksCommand({ cluster: 'postern', desiredStatus: 'STOPPED' }));
    expect(none.taskArns).toEqual([]);
  });

  it('that is not there is among the failures', async () => {
    const id = 'a'.repeat(32);
    const { tasks, failures } = await stage.ecs.send(new DescribeTasksCommand({ cluster: 'postern', tasks: [id] }));
    expect(tasks).toEqual([]);
    expect(failures).toEqual([{ arn: expect.stringContaining(`task/postern/${id}`), reason: 'MISSING' }]);
  });

  it('takes further tags', async () => {
    const { taskArn } = await stage.runTask();
    await stage.ecs.send(new TagResourceCommand({ resourceArn: taskArn, tags: [{ key: 'k', value: 'v' }] }));
    const { tags } = await stage.ecs.send(new ListTagsForResourceCommand({ resourceArn: taskArn }));
    expect(tags).toEqual([{ key: 'k', value: 'v' }]);
  });
});

describe('ExecuteCommand', () => {
  const command = { cluster: 'postern', container: 'bastion', command: 'sh', interactive: true };

  it('refuses while the agent is not running', async () => {
    stage.aws.faults.set({ agent: 'never-starts' });
    const { taskArn } = await stage.runTask();
    await untilStatus(taskArn, 'RUNNING');
    await expect(stage.ecs.send(new ExecuteCommandCommand({ ...command, task: taskArn }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining("the execute command agent isn't running"),
    });
  });

  it('refuses a task without it, a stopped task, an unknown task and an unknown container', async () => {
    const { tasks } = await stage.ecs.send(new RunTaskCommand({ ...runTaskInput, enableExecuteCommand: false }));
    const without = await untilStatus(tasks?.[0]?.taskArn, 'RUNNING');
    const stopped = await stage.readyTask();
    await stage.ecs.send(new StopTaskCommand({ cluster: 'postern', task: stopped.taskArn }));
    const ready = await stage.readyTask();
    for (const change of [
      { task: without.taskArn },
      { task: stopped.taskArn },
      { task: 'b'.repeat(32) },
      { task: ready.taskArn, container: 'other' },
    ]) {
      await expect(stage.ecs.send(new ExecuteCommandCommand({ ...command, ...change }))).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
    }
  });

  it('answers with a session of the service form', async () => {
    const session = await stage.execute(await stage.readyTask());
    expect(session.sessionId).toMatch(/^ecs-execute-command-[0-9a-f]{17}$/);
    expect(session.streamUrl).toBe(
      `${stage.aws.endpoint.replace('http', 'ws')}/v1/data-channel/${session.sessionId}?role=publish_subscribe`,
    );
  });
});

describe('clusters and task definitions', () => {
  it('are described, with failures for what is missing', async () => {
    const { clusters, failures } = await stage.ecs.send(new DescribeClustersCommand({ clusters: ['postern', 'gone'] }));
    expect(clusters?.[0]).toMatchObject({ clusterName: 'postern', status: 'ACTIVE' });
    expect(failures?.[0]).toMatchObject({ reason: 'MISSING' });
    const { taskDefinition } = await stage.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'postern-bastion' }),
    );
    expect(taskDefinition).toMatchObject({ revision: 1, containerDefinitions: [{ name: 'bastion' }] });
  });

  it('are registered in revisions', async () => {
    const input = { family: 'mine', containerDefinitions: [{ name: 'c', image: 'i' }] };
    await stage.ecs.send(new RegisterTaskDefinitionCommand(input));
    const { taskDefinition } = await stage.ecs.send(new RegisterTaskDefinitionCommand(input));
    expect(taskDefinition?.taskDefinitionArn).toMatch(/task-definition\/mine:2$/);
    await expect(stage.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'mine:3' }))).rejects.toMatchObject(
      { name: 'ClientException' },
    );
  });
});

describe('faults', () => {
  it('RunTask answers with a failure, then works again', async () => {
    stage.aws.faults.set({ runTaskFailure: { reason: 'RESOURCE:ENI', times: 1 } });
    const refused = await stage.ecs.send(new RunTaskCommand(runTaskInput));
    expect(refused).toMatchObject({ tasks: [], failures: [{ reason: 'RESOURCE:ENI' }] });
    expect((await stage.ecs.send(new RunTaskCommand(runTaskInput))).tasks).toHaveLength(1);
  });

  it('an operation is refused a number of times, and the SDK gets over throttling by itself', async () => {
    const error = { code: 'ThrottlingException' };
    stage.aws.faults.set({ operations: { 'ecs:RunTask': { error, times: 2 } } });
    await expect(stage.ecs.send(new RunTaskCommand(runTaskInput))).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    await expect(stage.ecs.send(new RunTaskCommand(runTaskInput))).rejects.toThrow('Rate exceeded');
    expect((await stage.ecs.send(new RunTaskCommand(runTaskInput))).tasks).toHaveLength(1);
  });

  it('a lost answer starts one task all the same, and the SDK finds it by its token', async () => {
    stage.aws.faults.set({ operations: { 'ecs:RunTask': { loseAnswer: true, times: 1 } } });
    const patient = new ECSClient({ ...stage.settings(), maxAttempts: 2 });
    const { tasks } = await patient.send(new RunTaskCommand({ ...runTaskInput, clientToken: 'row-9' }));
    expect(stage.aws.inspect().tasks.map(({ arn }) => arn)).toEqual([tasks?.[0]?.taskArn]);
  });

  it('an agent that is not connected is told as the service tells it', async () => {
    const error = { code: 'TargetNotConnectedException' };
    stage.aws.faults.set({ operations: { 'ecs:ExecuteCommand': { error, times: 1 } } });
    const task = await stage.readyTask();
    await expect(stage.execute(task)).rejects.toMatchObject({
      name: 'TargetNotConnectedException',
      message: 'The execute command failed due to an internal error. Try again later.',
    });
    expect((await stage.execute(task)).sessionId).toContain('ecs-execute-command-');
  });

  it('a task that cannot pull its image stops with that reason', async () => {
    const stoppedReason = 'CannotPullContainerError: pull image manifest has been retried 5 time(s)';
    stage.aws.faults.set({ taskStop: { stoppedReason, times: 1 } });
    const { taskArn } = await stage.runTask();
    const stopped = await untilStatus(taskArn, 'STOPPED');
    expect(stopped).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason });
    expect(stopped.startedAt).toBeUndefined();
    await untilStatus((await stage.runTask()).taskArn, 'RUNNING');
  });

  it('are set and looked at from another process', async () => {
    const url = `${stage.aws.endpoint}/_local/faults`;
    const body = JSON.stringify({ operations: { 'ecs:ListTasks': { error: { code: 'AccessDeniedException' } } } });
    expect((await fetch(url, { method: 'POST', body })).status).toBe(200);
    await expect(stage.ecs.send(new ListTasksCommand({ cluster: 'postern' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: ecs:ListTasks'),
    });
    await fetch(url, { method: 'DELETE' });
    await stage.ecs.send(new ListTasksCommand({ cluster: 'postern' }));
    expect((await fetch(url, { method: 'POST', body: '{"operation":1}' })).status).toBe(400);
    expect((await fetch(url, { headers: { origin: 'http://evil.example' } })).status).toBe(403);
  });
});
