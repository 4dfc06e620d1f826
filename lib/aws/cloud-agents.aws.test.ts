import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { anEnvironmentOf, aWantedBastion, startTestCloud, type TestCloud } from './testing/cloud';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterEach(() => cloud.aws.faults.clear());
afterAll(() => cloud.close());

const operatorRoleArn = 'arn:aws:iam::441022079313:role/postern-operator';
const somebody = () => ({
  personId: randomUUID(),
  email: 'priya.raman@example.com',
  requestNumber: 1087,
  terminalId: randomUUID(),
});

const readyTask = async (environment = anEnvironmentOf()) => {
  const { taskArn } = await cloud.bastions.run(environment, aWantedBastion());
  return vi.waitFor(async () => {
    const [task] = await cloud.bastions.describe(environment, [taskArn]);
    if (!task?.agentConnected || !task.runtimeId) throw new Error(`still ${task?.phase}`);
    return { environment, via: 'task' as const, taskArn, runtimeId: task.runtimeId, command: 'bash -l' };
  }, 20_000);
};
const sessionOf = (id: string) => cloud.aws.inspect().sessions.find((session) => session.id === id);

describe('starting', () => {
  test('hands out where to connect, without an assumed role where none is named', async () => {
    const { environment, ...place } = await readyTask();
    const session = await cloud.agents.start(environment, place, somebody());
    expect(session).toEqual({
      sessionId: expect.stringMatching(/^ecs-execute-command-/),
      streamUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\//),
      token: expect.any(String),
      assumedRole: null,
    });
    expect(sessionOf(session.sessionId)?.argv).toEqual(['bash', '-l']);
  });

  test('speaks as the person, for one request and one terminal', async () => {
    const { environment, ...place } = await readyTask(anEnvironmentOf({ operatorRoleArn }));
    const who = somebody();
    const session = await cloud.agents.start(environment, place, who);

    const assumedRole = 'arn:aws:sts::441022079313:assumed-role/postern-operator/priya.raman@example.com';
    expect(session.assumedRole).toBe(assumedRole);
    const call = cloud.aws.inspect().calls.findLast(({ operation }) => operation === 'ExecuteCommand');
    expect(call).toMatchObject({
      principalArn: assumedRole,
      sourceIdentity: who.email,
      tags: { 'postern:person': who.personId, 'postern:request': '1087', 'postern:terminal': who.terminalId },
    });
  });

  test('keeps the credentials of one terminal, and never lends them to another', async () => {
    const { environment, ...place } = await readyTask(anEnvironmentOf({ operatorRoleArn }));
    const assumed = () => cloud.aws.inspect().calls.filter(({ operation }) => operation === 'AssumeRole').length;
    const who = somebody();
    const before = assumed();
    await cloud.agents.start(environment, place, who);
    await cloud.agents.start(environment, place, who);
    expect(assumed() - before).toBe(1);
    await cloud.agents.start(environment, place, { ...who, terminalId: randomUUID() });
    expect(assumed() - before).toBe(2);
  });

  test('a role that may not be assumed is denied, and asked for again the next time', async () => {
    const { environment, ...place } = await readyTask(anEnvironmentOf({ operatorRoleArn }));
    const who = somebody();
    cloud.aws.faults.set({ operations: { 'sts:AssumeRole': { error: { code: 'AccessDenied', status: 403 } } } });
    await expect(cloud.agents.start(environment, place, who)).rejects.toMatchObject({ kind: 'denied' });
    cloud.aws.faults.clear();
    await expect(cloud.agents.start(environment, place, who)).resolves.toBeDefined();
  });

  test('waits for an agent that says it runs before it answers', async () => {
    const { environment, ...place } = await readyTask();
    const late = {
      code: 'TargetNotConnectedException',
      message: 'The execute command failed due to an internal error.',
    };
    cloud.aws.faults.set({ operations: { 'ecs:ExecuteCommand': { error: late, times: 2 } } });
    await expect(cloud.agents.start(environment, place, somebody())).resolves.toBeDefined();
  });

  test('a task that is gone is told as such', async () => {
    const { environment, ...place } = await readyTask();
    const gone = { ...place, taskArn: place.taskArn.replace(/[0-9a-f]{32}$/, '0'.repeat(32)) };
    await expect(cloud.agents.start(environment, gone, somebody())).rejects.toMatchObject({
      kind: 'notFound',
    });
  });
});

describe('resuming and ending', () => {
  test('gives a new token for the same session', async () => {
    const { environment, ...place } = await readyTask();
    const first = await cloud.agents.start(environment, place, somebody());
    const resumed = await cloud.agents.resume(environment, first.sessionId);
    expect(resumed?.token).toMatch(/./);
    expect(resumed?.token).not.toBe(first.token);
  });

  test('a session that has ended, or never was, is not resumed; ending it again is fine', async () => {
    const { environment, ...place } = await readyTask();
    const { sessionId } = await cloud.agents.start(environment, place, somebody());
    await cloud.agents.end(environment, sessionId);
    await vi.waitFor(() => expect(sessionOf(sessionId)?.isOpen).toBe(false), 20_000);
    expect(await cloud.agents.resume(environment, sessionId)).toBeNull();
    expect(await cloud.agents.resume(environment, 'ecs-execute-command-0123456789abcdef0')).toBeNull();
    await cloud.agents.end(environment, sessionId);
    await cloud.agents.end(environment, 'ecs-execute-command-0123456789abcdef0');
  });
});
