import { describe, expect, test } from 'vitest';
import { CloudError } from '../cloud-error';
import type {
  CallerFacts,
  ClusterFacts,
  ContainerFacts,
  EnvironmentFacts,
  Examined,
  SessionDocumentFacts,
  TaskDefinitionFacts,
} from './environment-facts';
import { examineEnvironment } from './examine-environment';
import type { Check } from './finding';

const place = 'eu-west-1:441022079313';
const operatorRoleArn = 'arn:aws:iam::441022079313:role/postern-operator';
const environment: Examined = {
  name: 'production',
  region: 'eu-west-1',
  accountId: '441022079313',
  cluster: 'postern-bastions',
  taskDefinition: 'postern-bastion',
  container: 'bastion',
  subnets: ['subnet-0a1b2c3d4e5f60001'],
  securityGroups: ['sg-0a41e90000000001'],
  assignPublicIp: false,
  operatorRoleArn,
  documents: ['postern-shell'],
};
const caller: CallerFacts = {
  accountId: '441022079313',
  arn: 'arn:aws:sts::441022079313:assumed-role/postern-bridge/1',
  clockAheadMs: 300,
};
const exec: NonNullable<ClusterFacts['exec']> = {
  logging: 'OVERRIDE',
  kmsKeyId: 'arn:aws:kms:eu-west-1:441022079313:key/1',
  logGroup: '/postern/exec',
  logGroupEncrypted: true,
  bucket: 'postern-records',
  bucketEncrypted: true,
};
const cluster: ClusterFacts = { arn: `arn:aws:ecs:${place}:cluster/postern-bastions`, status: 'ACTIVE', exec };
const container: ContainerFacts = {
  name: 'bastion',
  initProcessEnabled: true,
  readonlyRootFilesystem: false,
  logDriver: 'awslogs',
};
const definition: TaskDefinitionFacts = {
  arn: `arn:aws:ecs:${place}:task-definition/postern-bastion:7`,
  status: 'ACTIVE',
  networkMode: 'awsvpc',
  compatibilities: ['FARGATE'],
  taskRoleArn: 'arn:aws:iam::441022079313:role/postern-bastion-task',
  executionRoleArn: 'arn:aws:iam::441022079313:role/postern-bastion-execution',
  containers: [container],
};
const document: SessionDocumentFacts = {
  name: 'postern-shell',
  sessionType: 'Standard_Stream',
  kmsKeyId: 'key',
  logGroup: '/postern/node-sessions',
  bucket: 'postern-records',
  idleMinutes: 20,
};
const whole: EnvironmentFacts = {
  caller: { value: caller },
  cluster: { value: cluster },
  taskDefinition: { value: definition },
  operator: { value: 'arn:aws:sts::441022079313:assumed-role/postern-operator/postern-doctor' },
  documents: [{ name: 'postern-shell', seen: { value: document } }],
};

const clusterWith = (given: Partial<ClusterFacts>) => ({ cluster: { value: { ...cluster, ...given } } });
const definitionWith = (given: Partial<TaskDefinitionFacts>) => ({
  taskDefinition: { value: { ...definition, ...given } },
});
const containerWith = (given: Partial<ContainerFacts>) => definitionWith({ containers: [{ ...container, ...given }] });
const documentWith = (given: Partial<SessionDocumentFacts>) => ({
  documents: [{ name: 'postern-shell', seen: { value: { ...document, ...given } } }],
});
const callerWith = (given: Partial<CallerFacts>) => ({ caller: { value: { ...caller, ...given } } });
const refused = (kind: CloudError['kind'], code: string) => ({ error: new CloudError(kind, code, 'no') });

test('an environment that has everything is well in every check, each said in one sentence', () => {
  const findings = examineEnvironment(environment, whole);
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(new Set(findings.map(({ check }) => check)).size).toBe(findings.length);
  expect(findings).toHaveLength(15);
  for (const { says } of findings) expect(says).toMatch(/^[A-Z].+\.$/);
});

type Row = [
  says: RegExp,
  state: 'warning' | 'fault',
  check: Check,
  facts: Partial<EnvironmentFacts>,
  given?: Partial<Examined>,
];
const rows: Row[] = [
  [/credentials are of 999988887777/, 'fault', 'account', callerWith({ accountId: '999988887777' })],
  [/120 s ahead of/, 'warning', 'clock', callerWith({ clockAheadMs: 120_000 })],
  [/301 s behind/, 'fault', 'clock', callerWith({ clockAheadMs: -301_000 })],
  [/no date/, 'warning', 'clock', callerWith({ clockAheadMs: null })],
  [/does not name its subnets\./, 'fault', 'places', {}, { subnets: [] }],
  [/subnets and securityGroups/, 'fault', 'places', {}, { subnets: ['vpc-1'], securityGroups: [] }],
  [/public addresses/, 'warning', 'places', {}, { assignPublicIp: true }],
  [/no cluster postern-bastions in eu-west-1/, 'fault', 'cluster', { cluster: { value: null } }],
  [/is INACTIVE/, 'fault', 'cluster', clusterWith({ status: 'INACTIVE' })],
  [/not in account/, 'fault', 'cluster', clusterWith({ arn: 'arn:aws:ecs:us-east-1:441022079313:cluster/x' })],
  [/recording is the only one/, 'warning', 'sessionLog', clusterWith({ exec: { ...exec, logging: 'NONE' } })],
  [/and not where/, 'fault', 'sessionLog', clusterWith({ exec: { ...exec, logGroup: null, bucket: null } })],
  [/without encryption/, 'warning', 'sessionLog', clusterWith({ exec: { ...exec, bucketEncrypted: false } })],
  [/has no key/, 'warning', 'lineKey', clusterWith({ exec: { ...exec, kmsKeyId: null } })],
  [/has no key/, 'warning', 'lineKey', clusterWith({ exec: null })],
  [/nowhere/, 'warning', 'sessionLog', { ...clusterWith({ exec: null }), ...containerWith({ logDriver: null }) }],
  [/no task definition/, 'fault', 'taskDefinition', { taskDefinition: { value: null } }],
  [
    /it is INACTIVE, its network mode/,
    'fault',
    'taskDefinition',
    definitionWith({ status: 'INACTIVE', networkMode: 'bridge' }),
  ],
  [/not for Fargate/, 'fault', 'taskDefinition', definitionWith({ compatibilities: ['EC2'] })],
  [/it has sidecar\./, 'fault', 'container', containerWith({ name: 'sidecar' })],
  [/has no role/, 'fault', 'taskRoles', definitionWith({ taskRoleArn: null })],
  [/also what everybody/, 'fault', 'taskRoles', definitionWith({ executionRoleArn: definition.taskRoleArn })],
  [/which opens bastions/, 'fault', 'taskRoles', definitionWith({ taskRoleArn: operatorRoleArn })],
  [/init process/, 'warning', 'initProcess', containerWith({ initProcessEnabled: false })],
  [/read-only/, 'fault', 'disk', containerWith({ readonlyRootFilesystem: true })],
  [/goes nowhere/, 'warning', 'containerLog', containerWith({ logDriver: null })],
  [/does not name the person/, 'warning', 'operator', { operator: null }, { operatorRoleArn: null }],
  [/not of account/, 'fault', 'operator', {}, { operatorRoleArn: 'arn:aws:iam::999988887777:role/operator' }],
  [/may not take on .*AccessDenied/, 'fault', 'operator', { operator: refused('denied', 'AccessDenied') }],
  [/no session document gone/, 'fault', 'document', { documents: [{ name: 'gone', seen: { value: null } }] }],
  [
    /no preferences/,
    'warning',
    'document',
    { documents: [{ name: 'SSM-SessionManagerRunShell', seen: { value: null } }] },
  ],
  [/its type is Port/, 'fault', 'document', documentWith({ sessionType: 'Port' })],
  [/no key for the line, no idle time/, 'warning', 'document', documentWith({ kmsKeyId: null, idleMinutes: null })],
];

describe('what is wrong', () => {
  test.each(rows)('%s is a %s of %s', (says, state, check, facts, given = {}) => {
    const findings = examineEnvironment({ ...environment, ...given }, { ...whole, ...facts });
    const found = findings.find((one) => one.check === check);
    expect(found).toMatchObject({
      check,
      state,
      says: expect.stringMatching(says),
      act: expect.stringMatching(/^[A-Z].+\.$/),
    });
  });

  test.each([
    ['denied', 'AccessDeniedException', /AWS refused ecs:DescribeClusters \(AccessDeniedException\)/],
    ['throttled', 'ThrottlingException', /too busy to answer ecs:DescribeClusters \(ThrottlingException\)/],
    ['unreachable', 'ECONNREFUSED', /not reached for ecs:DescribeClusters \(ECONNREFUSED\)/],
    ['unknown', 'ServerException', /ecs:DescribeClusters failed \(ServerException\)/],
  ] as const)('%s is told apart from a thing that is missing, and hides no other check', (kind, code, says) => {
    const findings = examineEnvironment(environment, { ...whole, cluster: refused(kind, code) });
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([
      { check: 'cluster', state: 'fault', says: expect.stringMatching(says), act: expect.any(String) },
    ]);
  });

  test('a log in the container will do for ECS Exec', () => {
    const [found] = examineEnvironment(environment, { ...whole, ...clusterWith({ exec: null }) }).filter(
      ({ check }) => check === 'sessionLog',
    );
    expect(found?.state).toBe('ok');
  });
});
