import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  cluster,
  execSession,
  here,
  hybridMachine,
  iamRole,
  inAccount,
  line,
  machine,
  sessionOnNode,
  tags,
  task,
} from '../testing/calls';
import { allows, type Call } from '../testing/evaluate';
import { rightsOf, role } from '../testing/template';

/** Every command of the product's cloud room: who sends it, and as which calls IAM sees it. */
const COMMANDS: Record<string, { role: string; calls: Call[] }[]> = {
  RunTaskCommand: [
    {
      role: 'jobs',
      calls: [
        {
          action: 'ecs:RunTask',
          resources: [inAccount('ecs', 'task-definition/postern-bastion:7')],
          context: { ...tags, 'ecs:cluster': cluster, 'ecs:enable-execute-command': 'true' },
        },
        { action: 'ecs:TagResource', resources: [task], context: { ...tags, 'ecs:CreateAction': 'RunTask' } },
        ...['bastion-execution', 'bastion-task'].map((name) => ({
          action: 'iam:PassRole',
          resources: [iamRole(name)],
          context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
        })),
      ],
    },
  ],
  DescribeTasksCommand: [{ role: 'jobs', calls: [{ action: 'ecs:DescribeTasks', resources: [task] }] }],
  paginateListTasks: [
    { role: 'jobs', calls: [{ action: 'ecs:ListTasks', resources: ['*'], context: { 'ecs:cluster': cluster } }] },
  ],
  StopTaskCommand: [
    {
      role: 'jobs',
      calls: [{ action: 'ecs:StopTask', resources: [task], context: { 'aws:ResourceTag/postern:bastion': 'b1' } }],
    },
  ],
  DescribeSessionsCommand: [{ role: 'jobs', calls: [{ action: 'ssm:DescribeSessions', resources: ['*'] }] }],
  TerminateSessionCommand: ['bridge', 'jobs'].flatMap((name) => [
    { role: name, calls: [{ action: 'ssm:TerminateSession', resources: [execSession] }] },
    { role: name, calls: [{ action: 'ssm:TerminateSession', ...sessionOnNode }] },
  ]),
  ResumeSessionCommand: [
    { role: 'bridge', calls: [{ action: 'ssm:ResumeSession', resources: [execSession] }] },
    { role: 'bridge', calls: [{ action: 'ssm:ResumeSession', ...sessionOnNode }] },
  ],
  StartSessionCommand: [
    {
      role: 'operator',

      calls: [
        { action: 'ssm:StartSession', resources: [machine], context: { 'ssm:resourceTag/team': 'batch' } },
        { action: 'ssm:StartSession', resources: [hybridMachine], context: { 'ssm:resourceTag/team': 'payments' } },
        { action: 'ssm:StartSession', resources: [inAccount('ec2', 'instance/i-0a1b2c3d4e5f60001')] },
        { action: 'ssm:StartSession', resources: [inAccount('ssm', 'document/SSM-SessionManagerRunShell')] },
        {
          action: 'ssm:StartSession',
          resources: [`${here}:ssm:{Region}::document/AWS-StartNonInteractiveCommand`],
        },
      ],
    },
  ],
  GetConnectionStatusCommand: [
    {
      role: 'bridge',

      calls: [machine, hybridMachine].map((one) => ({ action: 'ssm:GetConnectionStatus', resources: [one] })),
    },
  ],
  DescribeInstanceInformationCommand: ['bridge', 'jobs'].map((name) => ({
    role: name,

    calls: [{ action: 'ssm:DescribeInstanceInformation', resources: ['*'] }],
  })),
  ListTagsForResourceCommand: ['bridge', 'jobs'].map((name) => ({
    role: name,
    calls: [{ action: 'ssm:ListTagsForResource', resources: [hybridMachine] }],
  })),
  GetResourcesCommand: ['bridge', 'jobs'].map((name) => ({
    role: name,
    calls: [{ action: 'tag:GetResources', resources: ['*'] }],
  })),
  AssumeRoleCommand: [
    {
      role: 'bridge',
      calls: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'].map((action) => ({
        action,
        resources: [iamRole('operator')],
      })),
    },
  ],
  DescribeClustersCommand: [{ role: 'bridge', calls: [{ action: 'ecs:DescribeClusters', resources: [cluster] }] }],
  DescribeTaskDefinitionCommand: [
    { role: 'bridge', calls: [{ action: 'ecs:DescribeTaskDefinition', resources: ['*'] }] },
  ],
  GetDocumentCommand: [
    {
      role: 'bridge',
      calls: [
        inAccount('ssm', 'document/SSM-SessionManagerRunShell'),
        `${here}:ssm:{Region}::document/AWS-StartNonInteractiveCommand`,
      ].map((document) => ({ action: 'ssm:GetDocument', resources: [document] })),
    },
  ],
  // Needs no right: whoever has credentials may ask whose they are.
  GetCallerIdentityCommand: [],
  GenerateDataKeyCommand: [{ role: 'operator', calls: [{ action: 'kms:GenerateDataKey', ...line }] }],
  // The agent in the bastion reads the same key.
  DecryptCommand: ['operator', 'bastion-task'].map((name) => ({
    role: name,
    calls: [{ action: 'kms:Decrypt', ...line }],
  })),
  ExecuteCommandCommand: [
    {
      role: 'operator',
      calls: [
        {
          action: 'ecs:ExecuteCommand',
          resources: [cluster, task],
          context: { 'ecs:container-name': 'bastion', 'aws:PrincipalTag/postern:person': 'p1' },
        },
      ],
    },
  ],
};

/** The commands the product's cloud room is written with today. */
function commandsInUse(): string[] {
  const folder = fileURLToPath(new URL('../../lib/aws', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.includes('.test.') && !name.includes('testing'),
  );
  const used = files.flatMap((name) => [
    ...readFileSync(`${folder}/${name}`, 'utf8').matchAll(/\b(?:new (\w+Command)\(|(paginate\w+)\()/g),
  ]);
  return [...new Set(used.map(([, command, paginator]) => command ?? paginator ?? ''))].sort();
}

test('every command lib/aws sends is in the table, and no other', () => {
  expect(commandsInUse()).toEqual(Object.keys(COMMANDS).sort());
});

const each = Object.entries(COMMANDS).flatMap(([command, senders]) =>
  senders.flatMap(({ role: name, calls }) => calls.map((call) => ({ command, name, call, action: call.action }))),
);

test.each(each)('$command: the role $name may $action', ({ name, call }) => {
  expect(allows(rightsOf(role('tokyo', name)), call)).toBe(true);
});

test.each(each)('$command: no other role of Postern may $action so', ({ command, name, call }) => {
  const senders = COMMANDS[command]?.map((one) => one.role) ?? [];
  for (const other of ['web', 'bridge', 'jobs', 'operator', 'bastion-task', 'bastion-execution', 'portal-execution']) {
    if (other === name || senders.includes(other)) continue;
    expect([other, allows(rightsOf(role('tokyo', other)), call)]).toEqual([other, false]);
  }
});
