import { expect, test } from 'vitest';
import { exampleText } from './examples';
import { smoke } from './smoke.mjs';

const context = JSON.parse(exampleText('tokyo')) as Record<string, never>;

/** Answers of an account in which all is well, by the second word of the command. */
const WELL: Record<string, unknown> = {
  'describe-stacks': { Stacks: [{ StackStatus: 'CREATE_COMPLETE' }] },
  'list-stack-resources': {
    StackResourceSummaries: [{ ResourceType: 'AWS::EC2::VPCEndpoint', PhysicalResourceId: 'vpce-1' }],
  },
  'describe-vpc-endpoints': {
    VpcEndpoints: [{ State: 'available', VpcEndpointType: 'Interface', PrivateDnsEnabled: true }],
  },
  'describe-services': { services: [{ runningCount: 2, desiredCount: 2 }] },
  'describe-target-groups': { TargetGroups: [{ TargetGroupArn: 'arn' }] },
  'describe-target-health': { TargetHealthDescriptions: [{ TargetHealth: { State: 'healthy' } }] },
  'describe-clusters': {
    clusters: [
      {
        configuration: {
          executeCommandConfiguration: {
            logConfiguration: { cloudWatchLogGroupName: '/postern/exec', cloudWatchEncryptionEnabled: true },
          },
        },
      },
    ],
  },
  'describe-log-groups': { logGroups: [{ kmsKeyId: 'key', retentionInDays: 400 }] },
  'list-tasks': { taskArns: ['arn:task'] },
  'describe-tasks': { tasks: [{ tags: [{ key: 'postern:bastion', value: 'b1' }] }] },
};

function run(answers: Record<string, unknown>) {
  const lines: string[] = [];
  const ask = (_service: string, command: string) => {
    if (!(command in answers)) throw new Error(`AccessDenied: ${command}`);
    return answers[command];
  };
  return { code: smoke(context, ask, (line: string) => lines.push(line)), lines };
}

test('an account in which all is well', () => {
  const { code, lines } = run(WELL);
  expect([code, lines.filter((line) => !line.startsWith('✓'))]).toEqual([0, []]);
  expect(lines).toHaveLength(15);
});

test.each<[string, unknown, string]>([
  ['describe-stacks', { Stacks: [{ StackStatus: 'ROLLBACK_COMPLETE' }] }, 'stack postern-portal is complete'],
  [
    'describe-vpc-endpoints',
    { VpcEndpoints: [{ State: 'pending' }] },
    'every endpoint of the network stack is available',
  ],
  [
    'describe-services',
    { services: [{ runningCount: 1, desiredCount: 2 }] },
    'service postern-web runs what it should',
  ],
  ['describe-target-health', { TargetHealthDescriptions: [] }, 'every target of postern-bridge is healthy'],
  [
    'describe-log-groups',
    { logGroups: [{ retentionInDays: 400 }] },
    'shells are logged to an encrypted group that is kept',
  ],
  ['describe-tasks', { tasks: [{ tags: [] }] }, 'every task in the cluster of bastions carries our tag'],
])('%s amiss is told', (command, answer, what) => {
  const { code, lines } = run({ ...WELL, [command]: answer });
  expect(code).toBe(1);
  expect(lines).toContain(`✕ ${what}`);
});

test('what could not be asked is no good news, and stops nothing else', () => {
  const { 'describe-clusters': _, ...rest } = WELL;
  const { code, lines } = run(rest);
  expect(code).toBe(2);
  expect(lines).toContain('? shells are logged to an encrypted group that is kept: AccessDenied: describe-clusters');
  expect(lines).toHaveLength(15);
});
