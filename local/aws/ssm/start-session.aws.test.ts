import {
  CreateDocumentCommand,
  DescribeSessionsCommand,
  SSMClient,
  StartSessionCommand,
  type StartSessionRequest,
  TerminateSessionCommand,
} from '@aws-sdk/client-ssm';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RawClient } from '../testing/raw-client';
import { node, present, type Stage, startStage } from '../testing/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await stage.close();
});

const createDocument = (Name: string, content: object) =>
  stage.ssm.send(
    new CreateDocumentCommand({
      Name,
      DocumentType: 'Session',
      Content: JSON.stringify({ schemaVersion: '1.0', ...content }),
    }),
  );
const describeSession = async (sessionId: string, State: 'Active' | 'History') => {
  const Filters = [{ key: 'SessionId' as const, value: sessionId }];
  const { Sessions } = await stage.ssm.send(new DescribeSessionsCommand({ State, Filters }));
  return present(Sessions?.[0]);
};

describe('StartSession on a node', () => {
  it('opens the account’s shell, names its owner and reason, and ends on TerminateSession', async () => {
    const { client, sessionId } = await stage.session({ Reason: 'INC-204 orders are slow' });
    client.type('echo "on $(uname -n), $((40 + 2))"\r');
    await client.untilText(/on \S+, 42/);
    expect(sessionId).toMatch(/^postern-[a-z0-9]{26}$/);
    expect(await describeSession(sessionId, 'Active')).toMatchObject({
      Target: node.id,
      Owner: 'arn:aws:iam::111122223333:user/postern',
      Reason: 'INC-204 orders are slow',
      DocumentName: 'SSM-SessionManagerRunShell',
      Status: 'Connected',
    });
    await stage.ssm.send(new TerminateSessionCommand({ SessionId: sessionId }));
    expect(await client.untilClosed()).toMatchObject({ sessionId, output: '', destinationId: node.id });
    expect(await describeSession(sessionId, 'History')).toMatchObject({
      Status: 'Terminated',
      EndDate: expect.any(Date),
    });
  });

  it('is named after the role session of the person', async () => {
    const RoleArn = 'arn:aws:iam::111122223333:role/operator';
    const { Credentials } = await stage.sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'mika+1@example.com' }),
    );
    const keys = {
      accessKeyId: present(Credentials?.AccessKeyId),
      secretAccessKey: present(Credentials?.SecretAccessKey),
      sessionToken: present(Credentials?.SessionToken),
    };
    const ssm = new SSMClient(stage.settings(keys));
    const { SessionId } = await ssm.send(new StartSessionCommand({ Target: node.id }));
    expect(SessionId).toMatch(/^mika-1@example\.com-[a-z0-9]{26}$/);
  });

  it('types the shell profile of the preferences', async () => {
    const inputs = { shellProfile: { linux: 'cd /tmp; echo "profile $((6 * 7))"' } };
    await createDocument('SSM-SessionManagerRunShell', { sessionType: 'Standard_Stream', inputs });
    const { client } = await stage.session();
    await client.untilText('profile 42');
  });

  it('runs a document’s command with its parameters on a terminal', async () => {
    const parameters = {
      who: { type: 'String', allowedPattern: '^[a-z]+$' },
      greeting: { type: 'String', default: 'hi' },
    };
    const properties = { linux: { commands: 'test -t 1 && echo "{{ greeting }} {{who}}" | tr a-z A-Z' } };
    await createDocument('Greet', { sessionType: 'InteractiveCommands', parameters, properties });
    const { client } = await stage.session({ DocumentName: 'Greet', Parameters: { who: ['mika'] } });
    await client.untilClosed();
    expect(client.text).toBe('HI MIKA\r\n');
  });

  it('leaves alone in a document what looks like a parameter and is none', async () => {
    const properties = { linux: { commands: "echo '{{ constructor }} {{ toString }}'" } };
    await createDocument('Braces', { sessionType: 'InteractiveCommands', properties });
    const { client } = await stage.session({ DocumentName: 'Braces' });
    await client.untilClosed();
    expect(client.text).toBe('{{ constructor }} {{ toString }}\r\n');
  });

  it('runs a command in a container by its ECS target', async () => {
    const task = await stage.readyTask();
    const taskId = present(task.taskArn).split('/').at(-1);
    const Target = `ecs:postern_${taskId}_${task.containers?.[0]?.runtimeId}`;
    const Parameters = { command: ['echo in the task'] };
    const { client } = await stage.session({ Target, DocumentName: 'AWS-StartInteractiveCommand', Parameters });
    await client.untilClosed();
    expect(client.text).toBe('in the task\r\n');
  });

  it('ends an idle session and one that has lasted too long, each with its words', async () => {
    await stage.close();
    stage = await startStage({ documentMinuteMs: 150 });
    const of = (inputs: object) => ({ sessionType: 'Standard_Stream', inputs });
    await createDocument('Idle', of({ idleSessionTimeout: '1' }));
    await createDocument('Long', of({ maxSessionDuration: '2' }));
    const idle = await stage.session({ DocumentName: 'Idle' });
    const long = await stage.session({ DocumentName: 'Long' });
    expect(await describeSession(long.sessionId, 'Active')).toMatchObject({ MaxSessionDuration: '2' });
    expect((await idle.client.untilClosed()).output).toBe(
      'Your session timed out due to inactivity and has been terminated.',
    );
    expect((await long.client.untilClosed()).output).toBe(
      'Your session has reached its maximum duration and has been terminated.',
    );
  });

  const host = 'AWS-StartPortForwardingSessionToRemoteHost';
  it.each<[string, Partial<StartSessionRequest>, string]>([
    ['a target nobody knows', { Target: 'i-00000000000000000' }, 'TargetNotConnected'],
    ['a document nobody knows', { DocumentName: 'Nowhere' }, 'InvalidDocument'],
    ['a missing parameter', { DocumentName: 'AWS-StartInteractiveCommand' }, 'InvalidParameters'],
    ['an unknown parameter', { DocumentName: host, Parameters: { hots: ['x'] } }, 'InvalidParameters'],
    ['a port that is none', { DocumentName: host, Parameters: { portNumber: ['65536'] } }, 'InvalidParameters'],
    ['two values', { DocumentName: host, Parameters: { portNumber: ['1', '2'] } }, 'InvalidParameters'],
    ['a reason of two lines', { Reason: 'one\ntwo' }, 'ValidationException'],
  ])('refuses %s', async (_what, input, name) => {
    await expect(stage.session(input)).rejects.toMatchObject({ name });
  });
});

it('keeps accounts and regions apart', async () => {
  const far = await startStage({}, false, { regions: ['eu-west-1'] });
  try {
    const RoleArn = 'arn:aws:iam::444455556666:role/operator';
    const { Credentials } = await far.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'mika' }));
    const elsewhere = new SSMClient(
      far.settings({
        accessKeyId: present(Credentials?.AccessKeyId),
        secretAccessKey: present(Credentials?.SecretAccessKey),
        sessionToken: present(Credentials?.SessionToken),
      }),
    );
    const abroad = new SSMClient({ ...far.settings(), region: 'eu-west-1' });
    for (const ssm of [elsewhere, abroad]) {
      await expect(ssm.send(new StartSessionCommand({ Target: node.id }))).rejects.toMatchObject({
        name: 'TargetNotConnected',
        message: `${node.id} is not connected.`,
      });
    }
    const { SessionId, StreamUrl, TokenValue } = await far.ssm.send(new StartSessionCommand({ Target: node.id }));
    const client = new RawClient();
    await client.connect(present(StreamUrl), present(TokenValue));
    for (const ssm of [elsewhere, abroad]) {
      expect((await ssm.send(new DescribeSessionsCommand({ State: 'Active' }))).Sessions).toEqual([]);
      await ssm.send(new TerminateSessionCommand({ SessionId }));
    }
    expect((await far.ssm.send(new DescribeSessionsCommand({ State: 'Active' }))).Sessions).toHaveLength(1);
    client.cut();
  } finally {
    await far.close();
  }
});
