import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Example } from './examples';
import { PINS } from './images/build.mjs';
import { dockerfileFaults } from './images/read-dockerfile';
import { allows } from './testing/evaluate';
import {
  EVERY_EXAMPLE,
  ofType,
  only,
  policies,
  type Resource,
  resources,
  rightsOf,
  role,
  trustOf,
  withMistake,
} from './testing/template';

// Over 300 lines because it is one table: the mistakes in the articles this product began with, by their ids, and what
// would catch each of them here.

type Caught = (() => void) | { elsewhere: string; because: string };

const CREATED: readonly Example[] = ['tokyo', 'virginia'];
const text = (value: unknown) => JSON.stringify(value);
const everywhere = (check: (example: Example) => void) => () => {
  for (const example of EVERY_EXAMPLE) check(example);
};
const everyStatement = (example: Example) =>
  policies(example).flatMap(({ resource, statements }) => statements.map((statement) => ({ resource, statement })));
const doing = (example: Example, action: string) =>
  everyStatement(example).filter(({ statement }) => statement.Action.includes(action) && statement.Effect === 'Allow');
const properties = (resource: Resource) => resource.Properties as Record<string, never>;
const endpoints = (example: Example) =>
  ofType(example, 'AWS::EC2::VPCEndpoint').map(({ Properties }) =>
    String(Properties.ServiceName).split('.').slice(3).join('.'),
  );
const rules = (example: Example) => [
  ...ofType(example, 'AWS::EC2::SecurityGroupIngress'),
  ...ofType(example, 'AWS::EC2::SecurityGroupEgress'),
];
const containers = (example: Example) =>
  ofType(example, 'AWS::ECS::TaskDefinition').flatMap(
    ({ Properties }) => Properties.ContainerDefinitions as unknown as Record<string, never>[],
  );

/** No reference leads nowhere: CDK refuses that itself, so it is enough that the templates were made. */
const everyReferenceIsMade: Caught = everywhere((example) => {
  for (const { stack, Properties } of resources(example)) {
    const ids = new Set(
      resources(example)
        .filter((one) => one.stack === stack)
        .map(({ id }) => id),
    );
    const pseudo = ['AccountId', 'Region', 'Partition', 'URLSuffix', 'StackName'];
    for (const [, name = ''] of text(Properties).matchAll(/(?<!\$)\{([A-Za-z0-9]+)(?:\.[A-Za-z.]+)?\}/g))
      expect([stack, ids.has(name) || pseudo.includes(name) ? name : `${name} is nowhere`]).toEqual([stack, name]);
  }
});

const MISTAKES: Record<string, Caught> = {
  'S0-B1 a log group whose key does not exist': everyReferenceIsMade,
  'S0-B2 the execution role is a role ECS cannot assume': everywhere((example) => {
    const byName = new Map(ofType(example, 'AWS::IAM::Role').map((one) => [String(one.Properties.RoleName), one]));
    for (const { Properties } of ofType(example, 'AWS::ECS::TaskDefinition')) {
      for (const arn of [Properties.ExecutionRoleArn, Properties.TaskRoleArn]) {
        const named = byName.get(String(arn).split('/').at(-1) ?? '');
        expect(named && text(trustOf(named).map(({ Principal }) => Principal))).toBe(
          '[{"Service":"ecs-tasks.amazonaws.com"}]',
        );
      }
      expect(Properties.ExecutionRoleArn).not.toBe(Properties.TaskRoleArn);
    }
  }),
  'S0-B3 a policy that is attached to nothing': everywhere((example) => {
    // Policies are written into their role; there is none to attach.
    expect(ofType(example, 'AWS::IAM::Policy')).toEqual([]);
    expect(doing(example, 'iam:PassRole').length).toBeGreaterThan(0);
  }),
  'S0-B4 an attachment to something without an ARN': everyReferenceIsMade,
  'S0-B5 no endpoint for the API of ECR': () => {
    for (const example of CREATED)
      expect(endpoints(example)).toEqual(expect.arrayContaining(['ecr.api', 'ecr.dkr', 's3']));
  },
  'S0-B6 no endpoint for the messages of old agents': () => {
    // Not needed: the agent is pinned and newer than 3.3.40.0, from which on it asks ssmmessages alone.
    for (const example of CREATED) {
      expect(endpoints(example)).not.toContain('ec2messages');
      expect(endpoints(example)).toContain('ssmmessages');
    }
  },
  'S0-B7 shells allowed on EC2 instances where the bastion is something else': everywhere((example) => {
    // Machines that are targets have statements of their own, held to their tags or named one by one.
    const ofTargets = ['EnterNodes', 'EnterNamedNodes'];
    const others = rightsOf(role(example, 'operator')).filter(({ Sid }) => !ofTargets.includes(Sid));
    expect(text(others)).not.toMatch(/:ec2:|instance\/i-|:instance\//);
  }),
  'S0-B8 an ARN without region and account': everywhere((example) => {
    for (const { statement } of everyStatement(example))
      for (const resource of statement.Resource)
        if (resource.startsWith('arn:') && !/^arn:[^:]+:(s3|iam):|::document\/AWS-/.test(resource))
          expect(resource).toMatch(/^arn:[^:]+:[a-z0-9-]+:(\{Region\}|[a-z0-9-]+|\*):(\{AccountId\}|\d{12}|\*):/);
  }),
  "S0-B9 anybody may end or take over anybody's session": everywhere((example) => {
    const ending = ['ssm:TerminateSession', 'ssm:ResumeSession'].flatMap((action) => doing(example, action));
    expect(ending.length).toBeGreaterThan(0);
    for (const { resource, statement } of ending) {
      expect(statement.Resource).not.toContain('*');
      if (/operator/.test(String(resource.Properties.RoleName)))
        expect(statement.Condition?.StringLike?.['ssm:resourceTag/aws:ssmmessages:session-id']).toBe(`\${aws:userid}`);
    }
  }),
  'S0-B10 a role for people that only machines can assume': everywhere((example) => {
    const trust = trustOf(role(example, 'operator'));
    expect(text(trust.map(({ Principal }) => Principal))).not.toContain('amazonaws.com');
    expect(trust.flatMap(({ Action }) => Action)).toContain('sts:SetSourceIdentity');
  }),
  'S0-B11 subnets that nobody defined': everyReferenceIsMade,
  'S0-B12 any role may be passed': everywhere((example) => {
    for (const { statement } of doing(example, 'iam:PassRole')) {
      expect(statement.Resource).toHaveLength(1);
      expect(statement.Resource[0]).toMatch(/:role\/postern[a-z-]+$/);
      expect(statement.Condition?.StringEquals?.['iam:PassedToService']).toMatch(/^(ecs-tasks|ssm)\.amazonaws\.com$/);
    }
  }),
  'S0-B13 managed policies that grant what nobody needs': everywhere((example) => {
    expect(text(resources(example))).not.toMatch(/ManagedPolicyArns|:policy\//);
    for (const action of ['ec2:AuthorizeSecurityGroupIngress', 'ssm:GetParameter', 'ssm:GetParameters']) {
      const held = doing(example, action).map(({ resource }) => String(resource.Properties.RoleName));
      expect(held.filter((name) => !name.endsWith('portal-execution'))).toEqual([]);
    }
  }),
  'S0-B14 rights on a log group where its streams are meant': everywhere((example) => {
    for (const { statement } of doing(example, 'logs:PutLogEvents'))
      for (const resource of statement.Resource)
        expect(resource).toMatch(/:log-group:\/postern[a-z/-]*:(log-stream:)?\*$/);
    for (const { statement } of doing(example, 'logs:DescribeLogGroups')) expect(statement.Resource).toEqual(['*']);
  }),
  'S0-B15 whoever is in the shell may deregister any node': () => {
    const holders = EVERY_EXAMPLE.flatMap((example) => doing(example, 'ssm:DeregisterManagedInstance'));
    // The task's role is never in a shell: limits.test.ts has why.
    expect(holders.map(({ resource }) => String(resource.Properties.RoleName)).sort()).toEqual([
      'postern-ops-bastion-node-task',
      'postern-ops-jobs',
    ]);
    for (const { statement } of holders) expect(text(statement.Condition)).toContain('ssm:resourceTag/postern:bastion');
  },
  'S0-B16 a script that goes on after a failed registration': {
    elsewhere: 'infra/images/bastion/postern-node.test.ts',
    because: 'refused, silent and unreachable registrations each end it, with a code and a sentence',
  },
  'S0-B17 a file that is there already taken for readiness': {
    elsewhere: 'infra/images/bastion/postern-node.test.ts',
    because: 'an agent that is registered and has no line is given up',
  },
  'S0-B18 leftovers swept by nobody but a trap': {
    elsewhere: 'lib/use-cases/bastions/reconcile.ts',
    because: 'the trap is best effort (postern-node.test.ts); what it misses is found by comparing rows with the cloud',
  },
  'S0-B25 an image built from whatever is there today': {
    elsewhere: 'infra/images/images.test.ts',
    because: 'each line of a Dockerfile is held to rules, and each rule is shown to refuse',
  },
  'S0-B26 systems and clients nobody maintains': () => {
    const text = readFileSync('infra/images/bastion/Dockerfile', 'utf8');
    expect(text).not.toMatch(/amazonlinux|mysql57|mysql-community/);
    expect(text).toMatch(/mariadb-client=1:10\.11\./);
    expect(Object.keys(PINS)).toContain('DEBIAN');
    expect(PINS.DEBIAN.shape.source).toContain('bookworm');
  },
  'S0-B29 a call that forgets the region': {
    elsewhere: 'infra/images/bastion/postern-node.test.ts',
    because: 'the arguments of every call of the agent are compared, and the region its one other call is signed for',
  },
  'S0-B19 one group for endpoints and tasks, so that tasks are spoken to': everywhere((example) => {
    const bastion = '{GroupBastion.GroupId}';
    expect(
      ofType(example, 'AWS::EC2::SecurityGroupIngress').filter((rule) => rule.Properties.GroupId === bastion),
    ).toEqual([]);
    const services = rules(example).filter((rule) => rule.Properties.GroupId === '{GroupEndpoints.GroupId}');
    for (const { Properties } of services)
      expect(String(Properties.SourceSecurityGroupId)).toMatch(/Group(Bastion|Portal)/);
  }),
  'S0-B20 S3 by a list of addresses of the day': everywhere((example) => {
    const toS3 = ofType(example, 'AWS::EC2::SecurityGroupEgress').filter((rule) => /S3$/.test(rule.id));
    expect(toS3).toHaveLength(2);
    for (const { Properties } of toS3) expect(Properties.DestinationPrefixListId).toMatch(/^pl-/);
  }),
  'S0-B21 a rule for the metadata of EC2': everywhere((example) => {
    const proxies = text(containers(example).map((one) => one.Environment));
    expect(text(resources(example)).replaceAll(proxies, '')).not.toMatch(/169\.254\.169\.254\/32/);
    for (const { Properties } of rules(example)) expect(String(Properties.CidrIp ?? '')).not.toMatch(/^169\.254/);
  }),
  'S0-B22 a session document without streaming, limits and account': () => {
    const { Content } = properties(only('adopted', 'AWS::SSM::Document')) as unknown as { Content: { inputs: object } };
    expect(Content.inputs).toMatchObject({
      cloudWatchStreamingEnabled: true,
      cloudWatchEncryptionEnabled: true,
      s3EncryptionEnabled: true,
      idleSessionTimeout: '20',
      maxSessionDuration: '480',
      runAsEnabled: true,
      runAsDefaultUser: 'ops',
      shellProfile: { linux: 'exec bash -l' },
    });
  },
  'S0-B23 logs for ever, a bucket without rules': everywhere((example) => {
    for (const { Properties } of ofType(example, 'AWS::Logs::LogGroup'))
      expect(Number(Properties.RetentionInDays)).toBeGreaterThanOrEqual(30);
    for (const { Properties, id } of ofType(example, 'AWS::S3::Bucket')) {
      expect(text(Properties.LifecycleConfiguration)).toContain('ExpirationInDays');
      const policy = policies(example).find(({ resource }) => resource.Properties.Bucket === `{${id}}`);
      expect(text(policy?.statements)).toContain('"aws:SecureTransport":"false"');
    }
    const locked = text(only(example, 'AWS::S3::Bucket', 'Bucket').Properties.ObjectLockConfiguration ?? null);
    expect(locked).toBe(
      example === 'virginia'
        ? 'null'
        : '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Days":90,"Mode":"COMPLIANCE"}}}',
    );
  }),
  'S0-B24 a bucket name that somebody else has': everywhere((example) => {
    for (const { Properties } of ofType(example, 'AWS::S3::Bucket'))
      expect(Properties.BucketName).toMatch(/^postern[a-z-]*-\{AccountId\}-\{Region\}$/);
  }),
  'S0-B27 a key for sessions beside a bucket with another protection': everywhere((example) => {
    const bucket = text(only(example, 'AWS::S3::Bucket', 'Bucket').Properties.BucketEncryption);
    expect(bucket).toContain('"KMSMasterKeyID":"{Key.Arn}"');
    // The line has a key of its own, and is encrypted in either way of entering.
    expect(text(only(example, 'AWS::ECS::Cluster', 'Bastions').Properties)).toMatch(
      /"KmsKeyId":"\{postern[a-z-]*:\w*LineKeyArn/,
    );
    for (const { Properties } of ofType(example, 'AWS::SSM::Document'))
      expect(text(Properties.Content)).toContain('"kmsKeyId":"{LineKey.Arn}"');
    const ofSessions = ofType(example, 'AWS::Logs::LogGroup').filter(({ stack }) => stack.endsWith('session'));
    for (const { Properties } of ofSessions) expect(Properties.KmsKeyId).toBe('{Key.Arn}');
  }),
  'S0-B28 the advanced tier, which is history': everywhere((example) => {
    expect(text(resources(example))).not.toMatch(/activation-tier|ServiceSetting/);
  }),
  'S0-B30 two writers into one log group': everywhere((example) => {
    const groups = ofType(example, 'AWS::Logs::LogGroup').map(({ Properties }) => String(Properties.LogGroupName));
    expect(new Set(groups).size).toBe(groups.length);
    const exec = text(only(example, 'AWS::ECS::Cluster', 'Bastions').Properties.Configuration);
    const output = containers(example).map((one) => text(one.LogConfiguration));
    expect(exec).toMatch(/"CloudWatchLogGroupName":"\/postern[a-z-]*\/exec"/);
    for (const each of output) expect(each).not.toMatch(/\/exec"/);
  }),

  'S1-B1 a name that federated people do not have': everywhere((example) => {
    expect(text(policies(example))).not.toContain('aws:username');
  }),
  'S1-B2 no session document named': () => {
    const { statement } =
      doing('adopted', 'ssm:StartSession').find(({ statement: one }) => /document/.test(text(one.Resource))) ?? {};
    expect(statement?.Resource).toEqual(['arn:{Partition}:ssm:{Region}:{AccountId}:document/postern-ops-shell']);
    for (const example of EVERY_EXAMPLE)
      for (const { statement: one } of doing(example, 'ssm:StartSession'))
        expect(one.Condition?.BoolIfExists).toEqual({ 'ssm:SessionDocumentAccessCheck': 'true' });
  },
  'S1-B3 resuming, describing and opening the channel forgotten': () => {
    const needed = {
      operator: ['ssm:ResumeSession', 'ssmmessages:OpenDataChannel'],
      jobs: ['ssm:DescribeSessions', 'ssm:GetConnectionStatus'],
    };
    for (const [name, actions] of Object.entries(needed)) {
      const allowed = rightsOf(role('adopted', name)).filter(({ Effect }) => Effect === 'Allow');
      expect(allowed.flatMap(({ Action }) => Action)).toEqual(expect.arrayContaining(actions));
    }
  },
  'S1-B4 commands awaited from EventBridge, which sees none': {
    elsewhere: 'lib/bridge/recorder.test.ts',
    because: 'what is typed and shown is recorded by the bridge; nothing here listens to events for it',
  },
  'S1-B5 downloads called impossible': everywhere((example) => {
    for (const { statement } of doing(example, 's3:GetObject'))
      expect(text(statement.Resource)).toContain('starport-layer-bucket');
    for (const { Properties } of ofType(example, 'AWS::EC2::SecurityGroupEgress'))
      if (Properties.GroupId === '{GroupBastion.GroupId}') expect(Properties.CidrIp).not.toBe('0.0.0.0/0');
  }),
  'S1-B6 JSON called YAML': {
    elsewhere: 'docs/security.md',
    because: 'it is a slip of the pen; policies here are checked as JSON',
  },
  'S1-B7 a pattern where equality is meant, and EC2 alone': () => {
    const tagged = doing('adopted', 'ssm:StartSession').find(({ statement }) =>
      /managed-instance/.test(text(statement.Resource)),
    );
    expect(Object.keys(tagged?.statement.Condition ?? {})).toEqual(['StringEquals', 'BoolIfExists']);
  },

  'S2-B1 a question nobody answers when a package is installed': everywhere((example) => {
    expect(text(resources(example))).not.toContain('UserData');
    expect(dockerfileFaults('RUN apt-get install jq=1')).not.toEqual([]);
  }),
  'S2-B2 keys of a user, and a role by pattern': everywhere((example) => {
    expect(ofType(example, 'AWS::IAM::User')).toEqual([]);
    expect(ofType(example, 'AWS::IAM::AccessKey')).toEqual([]);
    for (const { statement } of doing(example, 'sts:AssumeRole')) expect(text(statement.Resource)).not.toContain('*');
  }),
  'S2-B3 one session name for everybody': everywhere((example) => {
    const assume = trustOf(role(example, 'operator')).find(({ Action }) => Action.includes('sts:AssumeRole'));
    const { Condition } = assume ?? {};
    expect(Object.keys(Condition?.StringLike ?? {})).toEqual(
      expect.arrayContaining(['sts:SourceIdentity', 'sts:RoleSessionName', 'aws:RequestTag/postern:person']),
    );
  }),
  'S2-B4 a denial shown for the document only': {
    elsewhere: 'infra/rights/calls.test.ts',
    because: 'each call is evaluated resource by resource, allowed and denied',
  },
  'S2-B5 a cancelled target shown as failed': {
    elsewhere: 'lib/aws/errors.test.ts',
    because: 'Run Command is not part of Postern yet; what the cloud refuses is told apart there',
  },
  'S2-B6 results read by their position': {
    elsewhere: 'lib/aws/cloud-bastions.aws.test.ts',
    because: 'answers are matched by ARN; Run Command is not part of Postern yet',
  },
  'S2-B7 output nobody may read': everywhere((example) => {
    // Nobody sends commands, so nobody needs their output; the day somebody does, both rights come together.
    expect(doing(example, 'ssm:SendCommand').length > 0).toBe(doing(example, 'ssm:GetCommandInvocation').length > 0);
  }),
  'S2-B8 a condition key spelled otherwise than documented': {
    elsewhere: 'infra/rights/policies.test.ts',
    because: 'every condition key is looked up in the reference of its action',
  },
  'S2-B9 systems that are no longer maintained': everywhere((example) => {
    expect(text(resources(example))).not.toMatch(/amzn2|amazonlinux:2(?!023)/);
  }),
  'S2-B10 unquoted variables in scripts': () => {
    const script = readFileSync('infra/images/bastion/postern-node', 'utf8');
    expect(script.match(/^set -Eeuo pipefail$/m)).not.toBeNull();
    // What stands outside of quotes, of [[ ]] and of arithmetic, and is no assignment.
    const bare = script
      .split('\n')
      .filter((line) => !/^\s*#/.test(line))
      .map((line) => line.replaceAll(/"[^"]*"|'[^']*'|\[\[.*?\]\]|\(\(.*?\)\)|\$\(\(.*?\)\)|\w+=\S*|\$!/g, ''))
      .filter((line) => /\s\$[A-Za-z{]/.test(line));
    expect(bare).toEqual([]);
  },

  'S3-B1 activations and roles without limits': () => {
    for (const { resource, statement } of doing('adopted', 'ssm:CreateActivation')) {
      expect(resource.Properties.RoleName).toBe('postern-ops-jobs');
      expect(allows([statement], { action: 'ssm:CreateActivation', resources: ['*'] })).toBe(false);
    }
  },
  'S3-B2 nobody may take a node out of the register': () => {
    // The node itself may be gone without a word, so whoever launched it has to be able to as well.
    const holders = doing('adopted', 'ssm:DeregisterManagedInstance');
    expect(holders.map(({ resource }) => resource.Properties.RoleName)).toContain('postern-ops-jobs');
  },
  'S3-B3 endpoints in which group, said twice and differently': () => {
    for (const example of CREATED)
      for (const { Properties } of ofType(example, 'AWS::EC2::VPCEndpoint'))
        if (Properties.VpcEndpointType === 'Interface')
          expect(Properties.SecurityGroupIds).toEqual(['{GroupEndpoints.GroupId}']);
  },
  'S3-B4 tasks without a way to image layers and targets': everywhere((example) => {
    const out = ofType(example, 'AWS::EC2::SecurityGroupEgress').filter(
      (rule) => rule.Properties.GroupId === '{GroupBastion.GroupId}',
    );
    expect(out.some((rule) => rule.Properties.DestinationPrefixListId !== undefined)).toBe(true);
    expect(out.some((rule) => [3306, 5432].includes(Number(rule.Properties.ToPort)))).toBe(true);
  }),
  'S3-B5 a trust anybody can borrow': everywhere((example) => {
    for (const made of ofType(example, 'AWS::IAM::Role')) {
      for (const { Principal, Condition } of trustOf(made)) {
        if (!text(Principal).includes('Service')) continue;
        expect(Condition?.StringEquals?.['aws:SourceAccount']).toBe('{AccountId}');
        expect(Condition?.ArnLike?.['aws:SourceArn']).toContain('{AccountId}');
      }
    }
  }),
  'S3-B6 a node that may not write its log': () => {
    const actions = rightsOf(role('adopted', 'bastion-node')).flatMap(({ Action }) => Action);
    expect(actions).toEqual(
      expect.arrayContaining([
        's3:PutObject',
        's3:GetEncryptionConfiguration',
        'logs:PutLogEvents',
        'logs:DescribeLogGroups',
        'kms:Decrypt',
      ]),
    );
  },
  'S3-B7 a heading about something else': { elsewhere: 'infra/README.md', because: 'it is a slip of the pen' },
  'S3-B8 endpoints commented out to save money, under live sessions': {
    elsewhere: 'infra/README.md',
    because: 'endpoints are part of the network stack and stay; leases are said there not to be built yet',
  },
  'S3-B9 endpoints open to the whole network': everywhere((example) => {
    const into = ofType(example, 'AWS::EC2::SecurityGroupIngress').filter((rule) => /^InEndpoints/.test(rule.id));
    expect(into).toHaveLength(2);
    for (const { Properties } of into) expect(Properties.CidrIp).toBeUndefined();
  }),

  'S4-B1 a rule without a source': everywhere((example) => {
    for (const { Properties, id } of rules(example)) {
      const sides = ['CidrIp', 'SourceSecurityGroupId', 'DestinationSecurityGroupId', 'DestinationPrefixListId'];
      expect([id, sides.filter((side) => Properties[side] !== undefined).length]).toEqual([id, 1]);
    }
  }),
  'S4-B2 the network named in two ways': everywhere((example) => {
    const named = resources(example).flatMap(({ Properties }) =>
      Properties.VpcId === undefined ? [] : [text(Properties.VpcId)],
    );
    const [vpc, imported] = [...new Set(named.map((one) => (one.includes('Exports') ? 'imported' : one)))];
    expect([vpc, imported ?? 'imported']).toEqual([
      example === 'adopted' ? '"vpc-0a1b2c3d4e5f60001"' : '"{Vpc}"',
      'imported',
    ]);
  }),
  'S4-B3 one zone where two are asked for': () => {
    const services = ofType('tokyo', 'AWS::EC2::VPCEndpoint').filter(
      ({ Properties }) => Properties.VpcEndpointType === 'Interface',
    );
    for (const { Properties } of services) expect(Properties.SubnetIds).toEqual(['{TaskA}', '{TaskC}']);
  },
  'S4-B4 one name for all endpoints': () => {
    for (const example of CREATED) {
      const names = ofType(example, 'AWS::EC2::VPCEndpoint').map(({ Properties }) => text(Properties.Tags));
      expect(new Set(names).size).toBe(names.length);
    }
  },
  'S4-B5 private names without the DNS they need': () => {
    for (const example of CREATED)
      expect(only(example, 'AWS::EC2::VPC').Properties).toMatchObject({
        EnableDnsSupport: true,
        EnableDnsHostnames: true,
      });
  },
  'S4-B6 logs promised without a way to them': () => {
    for (const example of CREATED) expect(endpoints(example)).toEqual(expect.arrayContaining(['logs', 's3']));
  },
  'S4-B7 services named by host': () => {
    for (const example of CREATED)
      for (const { Properties } of ofType(example, 'AWS::EC2::VPCEndpoint'))
        expect(Properties.ServiceName).toMatch(/^com\.amazonaws\.\{Region\}\.[a-z0-9.]+$/);
  },
  'S4-B8 a reboot as the remedy for a late agent': {
    elsewhere: 'lib/aws/cloud-agents.aws.test.ts',
    because: 'a late agent is waited for with growing pauses',
  },
  'S4-B9 three endpoints called mandatory': () => {
    for (const example of CREATED) expect(endpoints(example)).not.toContain('ec2messages');
  },
};

const COUNTS = { S0: 30, S1: 7, S2: 10, S3: 9, S4: 9 };

describe('mistakes of the articles', () => {
  test('each has its row', () => {
    const ids = Object.entries(COUNTS).flatMap(([article, count]) =>
      Array.from({ length: count }, (_, index) => `${article}-B${index + 1}`),
    );
    const rows = Object.keys(MISTAKES).map((name) => name.split(' ')[0] ?? '');
    expect(rows.sort()).toEqual(ids.sort());
  });

  test.each(Object.entries(MISTAKES))('%s', (_, caught) => {
    if (typeof caught === 'function') {
      expect.hasAssertions();
      caught();
      return;
    }
    expect(caught.because).not.toBe('');
    expect([caught.elsewhere, existsSync(fileURLToPath(new URL(`../${caught.elsewhere}`, import.meta.url)))]).toEqual([
      caught.elsewhere,
      true,
    ]);
  });
});

const edit =
  (type: string, change: (resource: Resource & { Properties: Record<string, unknown> }) => void, id = /./) =>
  (every: Resource[]) => {
    for (const resource of every) if (resource.Type === type && id.test(resource.id)) change(resource);
  };
const statements = (resource: Resource) => rightsOf(resource) as unknown as Record<string, unknown>[];
const inRights = (id: RegExp, sid: string, change: (statement: Record<string, never>) => void) =>
  edit(
    'AWS::IAM::Role',
    (made) => {
      for (const statement of statements(made)) if (statement.Sid === sid) change(statement as Record<string, never>);
    },
    id,
  );
const set = (statement: object, more: object) => Object.assign(statement, more);

/** Each mistake once made again, in the templates themselves: its row has to fail. */
const MADE_AGAIN: Record<string, (every: Resource[]) => void> = {
  'S0-B1': edit('AWS::Logs::LogGroup', ({ Properties }) => set(Properties, { KmsKeyId: { Ref: 'Missing' } }), /exec/),
  'S0-B2': edit('AWS::ECS::TaskDefinition', ({ Properties }) =>
    set(Properties, { ExecutionRoleArn: 'arn:aws:iam::1:role/postern-operator' }),
  ),
  'S0-B3': edit('AWS::IAM::Role', ({ Properties }) => set(Properties, { Policies: [] }), /Rolejobs/),
  'S0-B5': edit(
    'AWS::EC2::VPCEndpoint',
    ({ Properties }) => set(Properties, { ServiceName: 'com.amazonaws.x.ecr.dkr' }),
    /EndpointEcrApi/,
  ),
  'S0-B6': edit(
    'AWS::EC2::VPCEndpoint',
    ({ Properties }) => set(Properties, { ServiceName: 'com.amazonaws.x.ec2messages' }),
    /Ssmmessages/,
  ),
  'S0-B7': inRights(/Operator/, 'EnterBastion', (one) => set(one, { Resource: ['arn:aws:ec2:*:*:instance/*'] })),
  'S0-B8': inRights(/Operator/, 'UseOurDocument', (one) =>
    set(one, { Resource: ['arn:aws:ssm:::document/postern-shell'] }),
  ),
  'S0-B9': inRights(/Operator/, 'EndOwnSession', (one) => set(one, { Resource: ['*'] })),
  'S0-B10': edit(
    'AWS::IAM::Role',
    ({ Properties }) =>
      set(Properties, {
        AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'ec2.amazonaws.com' }, Action: [] }] },
      }),
    /Operator/,
  ),
  'S0-B12': inRights(/Rolejobs/, 'PassTaskRole', (one) => set(one, { Resource: ['*'] })),
  'S0-B13': edit(
    'AWS::IAM::Role',
    ({ Properties }) =>
      set(Properties, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'] }),
    /ExecTaskRole/,
  ),
  'S0-B14': inRights(/ExecTaskRole/, 'WriteSessionLog', (one) =>
    set(one, { Resource: ['arn:aws:logs:r:a:log-group:/postern/exec'] }),
  ),
  'S0-B15': inRights(/NodeRole/, 'SayItIsThere', (one) => set(one, { Action: ['ssm:DeregisterManagedInstance'] })),
  'S0-B19': edit(
    'AWS::EC2::SecurityGroupIngress',
    ({ Properties }) => set(Properties, { GroupId: { 'Fn::GetAtt': ['GroupBastion', 'GroupId'] } }),
    /InPortalLoadBalancer/,
  ),
  'S0-B20': edit(
    'AWS::EC2::SecurityGroupEgress',
    ({ Properties }) => set(Properties, { DestinationPrefixListId: undefined, CidrIp: '52.219.0.0/16' }),
    /OutBastionS3/,
  ),
  'S0-B21': edit(
    'AWS::EC2::SecurityGroupEgress',
    ({ Properties }) => set(Properties, { CidrIp: '169.254.169.254/32' }),
    /OutBastionTarget0/,
  ),
  'S0-B22': edit('AWS::SSM::Document', ({ Properties }) =>
    set(Properties, { Content: { inputs: { s3BucketName: 'x' } } }),
  ),
  'S0-B23': edit('AWS::Logs::LogGroup', ({ Properties }) => set(Properties, { RetentionInDays: undefined })),
  'S0-B24': edit('AWS::S3::Bucket', ({ Properties }) => set(Properties, { BucketName: 'session-manager' })),
  'S0-B27': edit(
    'AWS::S3::Bucket',
    ({ Properties }) => set(Properties, { BucketEncryption: { SSEAlgorithm: 'AES256' } }),
    /^Bucket$/,
  ),
  'S0-B30': edit('AWS::Logs::LogGroup', ({ Properties }) => set(Properties, { LogGroupName: '/postern/exec' })),
  'S1-B1': inRights(/Operator/, 'EndOwnSession', (one) => set(one, { Resource: [`session/\${aws:username}-*`] })),
  'S1-B2': inRights(/Operator/, 'EnterNamedNodes', (one) => set(one, { Condition: {} })),
  'S1-B3': inRights(/Operator/, 'OpenOwnChannel', (one) => set(one, { Effect: 'Deny' })),
  'S1-B5': edit(
    'AWS::EC2::SecurityGroupEgress',
    ({ Properties }) => set(Properties, { CidrIp: '0.0.0.0/0' }),
    /OutBastionTarget0/,
  ),
  'S1-B7': inRights(/Operator/, 'EnterOwnNode', (one) =>
    set(one, { Condition: { StringLike: { 'ssm:resourceTag/x': 'x' } } }),
  ),
  'S2-B2': inRights(/Rolebridge/, 'BecomeOnePerson', (one) =>
    set(one, { Resource: ['arn:aws:iam::1:role/postern-*'] }),
  ),
  'S2-B3': edit(
    'AWS::IAM::Role',
    ({ Properties }) =>
      set(Properties, { AssumeRolePolicyDocument: { Statement: [{ Action: ['sts:AssumeRole'], Condition: {} }] } }),
    /Operator/,
  ),
  'S2-B7': inRights(/Rolejobs/, 'FindShells', (one) => set(one, { Action: ['ssm:SendCommand'] })),
  'S3-B1': inRights(/Rolejobs/, 'ActivateNode', (one) => set(one, { Condition: {} })),
  'S3-B2': inRights(/Rolejobs/, 'RemoveNode', (one) => set(one, { Action: [] })),
  'S3-B3': edit(
    'AWS::EC2::VPCEndpoint',
    ({ Properties }) => set(Properties, { SecurityGroupIds: [{ 'Fn::GetAtt': ['GroupBastion', 'GroupId'] }] }),
    /Ecr/,
  ),
  'S3-B4': edit(
    'AWS::EC2::SecurityGroupEgress',
    ({ Properties }) => set(Properties, { DestinationPrefixListId: undefined }),
    /OutBastionS3/,
  ),
  'S3-B5': edit(
    'AWS::IAM::Role',
    ({ Properties }) =>
      set(Properties, { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'ssm.amazonaws.com' } }] } }),
    /NodeRole/,
  ),
  'S3-B6': inRights(/NodeRole/, 'KeepSessionLog', (one) => set(one, { Action: [] })),
  'S3-B9': edit(
    'AWS::EC2::SecurityGroupIngress',
    ({ Properties }) => set(Properties, { CidrIp: '10.0.0.0/8' }),
    /InEndpoints/,
  ),
  'S4-B1': edit(
    'AWS::EC2::SecurityGroupIngress',
    ({ Properties }) => set(Properties, { SourceSecurityGroupId: undefined }),
    /InEndpoints/,
  ),
  'S4-B2': edit('AWS::EC2::SecurityGroup', ({ Properties }) => set(Properties, { VpcId: 'vpc-else' }), /GroupPortal/),
  'S4-B3': edit('AWS::EC2::VPCEndpoint', ({ Properties }) => set(Properties, { SubnetIds: [{ Ref: 'TaskA' }] })),
  'S4-B4': edit('AWS::EC2::VPCEndpoint', ({ Properties }) =>
    set(Properties, { Tags: [{ Key: 'Name', Value: 'endpoint' }] }),
  ),
  'S4-B5': edit('AWS::EC2::VPC', ({ Properties }) => set(Properties, { EnableDnsHostnames: undefined })),
  'S4-B6': edit(
    'AWS::EC2::VPCEndpoint',
    ({ Properties }) => set(Properties, { ServiceName: 'com.amazonaws.x.kms' }),
    /EndpointLogs/,
  ),
  'S4-B7': edit(
    'AWS::EC2::VPCEndpoint',
    ({ Properties }) => set(Properties, { ServiceName: 'ssm.x.amazonaws.com' }),
    /EndpointSsm$/,
  ),
  'S4-B9': edit(
    'AWS::EC2::VPCEndpoint',
    ({ Properties }) => set(Properties, { ServiceName: 'com.amazonaws.x.ec2messages' }),
    /EndpointSsm$/,
  ),
};

test.each(Object.entries(MADE_AGAIN))('%s made again is caught', (id, plant) => {
  const [, caught] = Object.entries(MISTAKES).find(([name]) => name.startsWith(`${id} `)) ?? [];
  if (typeof caught !== 'function') throw new Error(`${id} has no row that could catch it`);
  expect(() => withMistake(plant, caught)).toThrow();
});
