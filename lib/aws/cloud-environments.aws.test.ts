import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateDocumentCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Examined, examinedOf } from '../domain/targets/environment-facts';
import { examineEnvironment } from '../domain/targets/examine-environment';
import type { Finding } from '../domain/targets/finding';
import { openAwsClients } from './clients';
import { cloudEnvironments } from './cloud-environments';
import { anEnvironmentOf, startTestCloud, type TestCloud } from './testing/cloud';

const KEY = '5e5510e5-0000-4000-8000-000000000001';
const operatorRoleArn = 'arn:aws:iam::441022079313:role/postern-operator';
const whole = examinedOf(anEnvironmentOf({ cluster: 'bastions', taskDefinition: 'whole', operatorRoleArn }), []);

let cloud: TestCloud;
beforeAll(async () => {
  const log = {
    cloudWatchLogGroupName: '/postern/exec',
    cloudWatchEncryptionEnabled: true,
    s3BucketName: 'records',
    s3EncryptionEnabled: true,
  };
  cloud = await startTestCloud({}, { keys: [KEY], clusters: ['postern', { name: 'bastions', kmsKeyId: KEY, log }] });
  const ecs = new ECSClient({});
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'whole',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      taskRoleArn: 'arn:aws:iam::441022079313:role/postern-bastion-task',
      executionRoleArn: 'arn:aws:iam::441022079313:role/postern-bastion-execution',
      containerDefinitions: [
        {
          name: 'bastion',
          image: 'bastion@sha256:0',
          linuxParameters: { initProcessEnabled: true },
          logConfiguration: { logDriver: 'awslogs' },
          environment: [{ name: 'PASSWORD', value: 'hunter2' }],
        },
      ],
    }),
  );
  ecs.destroy();
});
afterEach(() => cloud.aws.faults.clear());
afterAll(() => cloud.close());

async function examine(given: Partial<Examined> = {}): Promise<Finding[]> {
  const environment = { ...whole, ...given };
  return examineEnvironment(environment, await cloud.environments.look(environment));
}
const unwell = (findings: Finding[]) => findings.filter(({ state }) => state !== 'ok');
const fail = (operation: string, code: string, more: object = {}) =>
  cloud.aws.faults.set({ operations: { [operation]: { error: { code, ...more } } } });

test('what is whole is well, by calls that change nothing', async () => {
  const before = cloud.aws.inspect().calls.length;
  const facts = await cloud.environments.look(whole);
  expect(unwell(examineEnvironment(whole, facts))).toEqual([]);
  expect(JSON.stringify(facts)).not.toMatch(/hunter2|SecretAccessKey|sessionToken/i);
  const calls = cloud.aws.inspect().calls.slice(before);
  expect(calls.map(({ operation }) => operation).sort()).toEqual([
    'AssumeRole',
    'DescribeClusters',
    'DescribeTaskDefinition',
    'GetCallerIdentity',
  ]);
});

test('what local AWS begins with lacks a key, logs and an operator role, and works', async () => {
  const findings = await examine({ cluster: 'postern', taskDefinition: 'postern-bastion', operatorRoleArn: null });
  expect(unwell(findings).map(({ check, state }) => `${state} ${check}`)).toEqual([
    'warning sessionLog',
    'warning lineKey',
    'warning containerLog',
    'warning operator',
  ]);
});

describe('what is not there', () => {
  test.each([
    ['cluster', { cluster: 'gone' }],
    ['taskDefinition', { taskDefinition: 'gone' }],
    ['container', { container: 'gone' }],
  ] as const)('%s', async (check, given) => {
    expect(unwell(await examine(given))).toEqual([expect.objectContaining({ check, state: 'fault' })]);
  });

  test('the account: credentials are of another one', async () => {
    const findings = unwell(await examine({ accountId: '999988887777', operatorRoleArn: null }));
    expect(findings.find(({ check }) => check === 'account')?.says).toContain('credentials are of 441022079313');
    expect(findings.map(({ check }) => check)).toEqual(['account', 'cluster', 'taskDefinition', 'operator']);
  });

  test('the session document, until it is', async () => {
    const Name = 'postern-shell';
    expect(unwell(await examine({ documents: ['AWS-StartInteractiveCommand', Name] }))).toEqual([
      expect.objectContaining({ check: 'document', state: 'fault' }),
    ]);
    const ssm = new SSMClient({});
    const inputs = {
      kmsKeyId: KEY,
      cloudWatchLogGroupName: '/postern/node-sessions',
      s3BucketName: '',
      idleSessionTimeout: '20',
    };
    const Content = JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs });
    await ssm.send(new CreateDocumentCommand({ Name, Content, DocumentType: 'Session', DocumentFormat: 'JSON' }));
    ssm.destroy();
    expect(unwell(await examine({ documents: ['AWS-StartInteractiveCommand', Name] }))).toEqual([]);
  });
});

describe('what AWS does not answer', () => {
  test.each([
    ['ecs:DescribeClusters', 'cluster', 'AccessDeniedException'],
    ['ecs:DescribeTaskDefinition', 'taskDefinition', 'AccessDeniedException'],
    ['sts:AssumeRole', 'operator', 'AccessDenied'],
    ['sts:GetCallerIdentity', 'identity', 'ExpiredToken'],
  ])('%s denied is one fault, with its code', async (operation, check, code) => {
    fail(operation, code, { status: 403 });
    expect(unwell(await examine())).toEqual([
      { check, state: 'fault', says: expect.stringContaining(`(${code})`), act: expect.any(String) },
    ]);
  });

  test('throttled for ever is given up, and says nothing of the environment', async () => {
    fail('ecs:DescribeClusters', 'ThrottlingException');
    const [found, ...others] = unwell(await examine());
    expect(found).toMatchObject({ check: 'cluster', state: 'fault', says: expect.stringContaining('too busy') });
    expect(found?.act).toContain('says nothing about the environment');
    expect(others).toEqual([]);
  });

  test('throttled twice is only slower', async () => {
    cloud.aws.faults.set({ operations: { 'ecs:*': { error: { code: 'ThrottlingException' }, times: 2 } } });
    expect(unwell(await examine())).toEqual([]);
  });
});

test.each([
  [10 * 60_000, 'fault'],
  [-2 * 60_000, 'warning'],
])('a clock that is %i ms off is a %s', async (off, state) => {
  const clients = openAwsClients();
  const reader = cloudEnvironments(clients, { now: () => new Date(Date.now() + off) });
  const findings = examineEnvironment(whole, await reader.look(whole));
  clients.close();
  expect(unwell(findings)).toEqual([expect.objectContaining({ check: 'clock', state })]);
});
