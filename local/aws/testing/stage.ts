import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTasksCommand, ECSClient, ExecuteCommandCommand, RunTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { KMSClient } from '@aws-sdk/client-kms';
import { SSMClient, StartSessionCommand, type StartSessionRequest } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { vi } from 'vitest';
import { immediateTimings, type Timings } from '../settings';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../start';
import { RawClient } from './raw-client';
import { checkShapes } from './shapes';

export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A local AWS and the real SDK clients that reach it. */
export interface Stage {
  aws: LocalAws;
  ecs: ECSClient;
  kms: KMSClient;
  ssm: SSMClient;
  sts: STSClient;
  /** Ordinary client settings, with the given keys or the default ones. */
  settings(keys?: Keys): { endpoint: string; region: string; credentials: Keys; maxAttempts: number };
  runTask(): Promise<Task>;
  /** A running task whose agent runs too. */
  readyTask(): Promise<Task>;
  execute(task: Task, command?: string): Promise<{ sessionId: string; streamUrl: string; tokenValue: string }>;
  /** A connected client on a new session of a new task. */
  shell(command?: string): Promise<{ task: Task; client: RawClient; sessionId: string }>;
  /** A connected client on a new session of StartSession, by default on the one EC2 node there is. */
  session(input?: Partial<StartSessionRequest>): Promise<{ client: RawClient; sessionId: string }>;
  close(): Promise<void>;
}

/** The EC2 node that every stage has. */
export const node = {
  id: 'i-0a1b2c3d4e5f60718',
  computerName: 'orders-1',
  ipAddress: '10.0.2.11',
  tags: { Name: 'orders-1', env: 'prod' },
};

export const runTaskInput = {
  cluster: 'postern',
  taskDefinition: 'postern-bastion',
  launchType: 'FARGATE' as const,
  enableExecuteCommand: true,
  networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] } },
};

/** Starts a local AWS in a folder of its own, with every step at once unless timings say otherwise. */
export async function startStage(
  timings: Partial<Timings> = {},
  isolate = true,
  more: Partial<LocalAwsOptions> = {},
): Promise<Stage> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'local-aws-'));
  const aws = await startLocalAws({
    dataFolder,
    timings: { ...immediateTimings, ...timings },
    isolate,
    nodes: [node],
    ...more,
  });
  const { environment } = aws;
  const defaultKeys: Keys = {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
  };
  const settings = (keys = defaultKeys) => ({
    endpoint: aws.endpoint,
    region: environment.AWS_REGION ?? '',
    credentials: keys,
    maxAttempts: 1,
  });
  const ecs = new ECSClient(settings());
  const ssm = new SSMClient(settings());
  const kms = new KMSClient(settings());
  for (const client of [ecs, ssm, kms]) checkShapes(client);
  const clients: RawClient[] = [];

  const runTask = async () => {
    const { tasks } = await ecs.send(new RunTaskCommand(runTaskInput));
    return present(tasks?.[0]);
  };
  const readyTask = async () => {
    const { taskArn = '' } = await runTask();
    return vi.waitFor(
      async () => {
        const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster: 'postern', tasks: [taskArn] }));
        const task = present(tasks?.[0]);
        if (task.containers?.[0]?.managedAgents?.[0]?.lastStatus !== 'RUNNING')
          throw new Error(`task is ${task.lastStatus}`);
        return task;
      },
      { timeout: 30_000, interval: 10 },
    );
  };
  const execute = async (task: Task, command = 'bash --norc --noprofile') => {
    const { session } = await ecs.send(
      new ExecuteCommandCommand({
        cluster: 'postern',
        task: task.taskArn,
        container: 'bastion',
        command,
        interactive: true,
      }),
    );
    return {
      sessionId: present(session?.sessionId),
      streamUrl: present(session?.streamUrl),
      tokenValue: present(session?.tokenValue),
    };
  };
  return {
    aws,
    ecs,
    kms,
    ssm,
    sts: new STSClient(settings()),
    settings,
    runTask,
    readyTask,
    execute,
    shell: async (command) => {
      const task = await readyTask();
      const session = await execute(task, command);
      const client = new RawClient();
      clients.push(client);
      await client.connect(session.streamUrl, session.tokenValue);
      return { task, client, sessionId: session.sessionId };
    },
    session: async (input = {}) => {
      const started = await ssm.send(new StartSessionCommand({ Target: node.id, ...input }));
      const client = new RawClient();
      clients.push(client);
      await client.connect(present(started.StreamUrl), present(started.TokenValue));
      return { client, sessionId: present(started.SessionId) };
    },
    close: async () => {
      for (const client of clients) client.cut();
      await aws.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The value, or a failed test where there is none. */
export function present<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('expected a value');
  return value;
}
