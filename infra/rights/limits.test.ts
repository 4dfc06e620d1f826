import { describe, expect, test } from 'vitest';
import { OPERATOR_ACCOUNT } from '../session/session-document';
import { cluster, iamRole, inAccount, line, machine, sessionOnNode, tags, task } from '../testing/calls';
import { allows, type Call, holds } from '../testing/evaluate';
import { only, policies, rightsOf, role, trustOf } from '../testing/template';

// Where the rights of each role end; calls.test.ts has what they reach.

describe('the operator role', () => {
  const operator = () => role('tokyo', 'operator');
  const enter = (context: Call['context']): Call => ({
    action: 'ecs:ExecuteCommand',
    resources: [cluster, task],
    context: { 'ecs:container-name': 'bastion', 'aws:PrincipalTag/postern:person': 'p1', ...context },
  });
  const asking = {
    'aws:PrincipalArn': iamRole('bridge'),
    'sts:SourceIdentity': 'ana@example.com',
    'sts:RoleSessionName': 'ana@example.com',
    'aws:RequestTag/postern:person': 'p1',
    'aws:RequestTag/postern:request': '1087',
    'aws:RequestTag/postern:terminal': 't1',
    'aws:TagKeys': ['postern:person', 'postern:request', 'postern:terminal'],
  };
  // One call for IAM's eyes is three: each has to be let through.
  const mayAssume = (context: Call['context']) =>
    ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'].every((action) =>
      trustOf(operator()).some(
        (statement) => statement.Action.includes(action) && holds(statement, { action, resources: [], context }),
      ),
    );

  test("opens a bastion everybody may use, one's own, and nobody else's", () => {
    const rights = rightsOf(operator());
    expect(allows(rights, enter({}))).toBe(true);
    expect(allows(rights, enter({ 'aws:ResourceTag/postern:person': 'p1' }))).toBe(true);
    expect(allows(rights, enter({ 'aws:ResourceTag/postern:person': 'p2' }))).toBe(false);
  });

  test('uses the key of lines for our bastions, and no key of what is kept', () => {
    const decrypt = (context: Call['context'], resources: readonly string[] = line.resources) =>
      allows(rightsOf(operator()), { action: 'kms:Decrypt', resources, context });
    expect(decrypt(line.context)).toBe(true);
    expect(decrypt({ 'kms:EncryptionContext:aws:ssm:TargetId': 'ecs:payments_0123_0123-1' })).toBe(false);
    expect(decrypt({})).toBe(false);
    expect(decrypt(line.context, ['{postern-session:ExportsOutputFnGetAttKeyArn66D44B37}'])).toBe(false);
  });

  test('opens no other container, no task elsewhere, and no task past the record', () => {
    const rights = rightsOf(operator());
    expect(allows(rights, enter({ 'ecs:container-name': 'sidecar' }))).toBe(false);
    const elsewhere = { ...enter({}), resources: [inAccount('ecs', 'task/payments/0123')] };
    expect(allows(rights, elsewhere)).toBe(false);
    expect(allows(rights, { action: 'ssm:StartSession', resources: [task] })).toBe(false);
  });

  test('is taken on by the bridge, for somebody named', () => {
    expect(mayAssume(asking)).toBe(true);
    expect(mayAssume({ ...asking, 'aws:PrincipalArn': iamRole('jobs') })).toBe(false);
  });

  test.each(Object.keys(asking).filter((key) => key !== 'aws:TagKeys'))('is not taken on without %s', (key) => {
    const context = Object.fromEntries(Object.entries(asking).filter(([name]) => name !== key));
    expect(mayAssume(context)).toBe(false);
  });

  test('is not taken on with a tag that is not one of the three', () => {
    expect(mayAssume({ ...asking, 'aws:TagKeys': [...asking['aws:TagKeys'], 'admin'] })).toBe(false);
  });
});

describe('the role of the jobs', () => {
  const jobs = () => rightsOf(role('tokyo', 'jobs'));
  const launch = (context: Call['context']): Call => ({
    action: 'ecs:RunTask',
    resources: [inAccount('ecs', 'task-definition/postern-bastion:1')],
    context: { ...tags, 'ecs:cluster': cluster, 'ecs:enable-execute-command': 'true', ...context },
  });

  test('launches nothing elsewhere, nothing else, and nothing without our tags', () => {
    expect(allows(jobs(), launch({}))).toBe(true);
    expect(allows(jobs(), launch({ 'ecs:cluster': inAccount('ecs', 'cluster/payments') }))).toBe(false);
    expect(allows(jobs(), { ...launch({}), resources: [inAccount('ecs', 'task-definition/payments:1')] })).toBe(false);
    const untagged = { 'ecs:cluster': cluster, 'ecs:enable-execute-command': 'true' };
    expect(allows(jobs(), { ...launch({}), context: untagged })).toBe(false);
  });

  test('stops no task without our tag, and tags none afterwards', () => {
    expect(allows(jobs(), { action: 'ecs:StopTask', resources: [task] })).toBe(false);
    expect(allows(jobs(), { action: 'ecs:TagResource', resources: [task] })).toBe(false);
  });

  test('passes a role to ECS tasks only', () => {
    const pass = { action: 'iam:PassRole', resources: [iamRole('bastion-task')] };
    expect(allows(jobs(), { ...pass, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } })).toBe(false);
    expect(
      allows(jobs(), {
        ...pass,
        resources: [iamRole('operator')],
        context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
      }),
    ).toBe(false);
  });

  test("ends no session but ECS Exec's", () => {
    const ours = inAccount('ssm', 'session/ana@example.com-0123');
    expect(allows(jobs(), { action: 'ssm:TerminateSession', resources: [ours] })).toBe(false);
  });
});

describe('where machines are targets', () => {
  const operator = rightsOf(role('tokyo', 'operator'));
  const me = { 'aws:userid': 'AROA1:ana@example.com' };

  test('a person opens the line of an own session only', () => {
    const open = (session: string) =>
      allows(operator, {
        action: 'ssmmessages:OpenDataChannel',
        resources: [inAccount('ssm', `session/${session}`)],
        context: me,
      });
    expect(open('AROA1:ana@example.com-0123')).toBe(true);
    expect(open('AROA1:kenji@example.com-0123')).toBe(false);
  });

  // Without a document named, Session Manager would take the account's own; the check has to be asked for where the machine is.
  test.each([
    ['by its tags', { resources: [machine], context: { 'ssm:resourceTag/team': 'batch' } }],
    ['by its id', { resources: [inAccount('ec2', 'instance/i-0a1b2c3d4e5f60001')] }],
  ])('a machine that is a target %s is not entered by a document nobody named', (_, call: Omit<Call, 'action'>) => {
    const start = (context: Call['context']) =>
      allows(operator, { ...call, action: 'ssm:StartSession', context: { ...call.context, ...context } });
    expect(start({})).toBe(true);
    expect(start({ 'ssm:SessionDocumentAccessCheck': 'true' })).toBe(true);
    expect(start({ 'ssm:SessionDocumentAccessCheck': 'false' })).toBe(false);
  });

  test('a machine without the tags is no target, and nobody ends a session of somebody else through Postern', () => {
    const start = { action: 'ssm:StartSession', resources: [machine] };
    expect(allows(operator, start)).toBe(false);
    expect(allows(operator, { ...start, context: { 'ssm:resourceTag/team': 'warehouse' } })).toBe(false);
    expect(allows(operator, { action: 'ssm:TerminateSession', ...sessionOnNode })).toBe(false);
  });
});

describe('with bastions that are managed nodes', () => {
  const operator = () => rightsOf(role('adopted', 'operator'));
  const me = { 'aws:userid': 'AROA1:ana@example.com', 'aws:PrincipalTag/postern:person': 'p1' };
  const node = inAccount('ssm', 'managed-instance/mi-0123456789abcdef0');

  test("a person enters an own node by our document, and nobody else's", () => {
    const start = (resource: string, context = {}) =>
      allows(operator(), { action: 'ssm:StartSession', resources: [resource], context: { ...me, ...context } });
    expect(start(node, { 'ssm:resourceTag/postern:person': 'p1' })).toBe(true);
    expect(start(node, { 'ssm:resourceTag/postern:person': 'p2' })).toBe(false);
    expect(start(node)).toBe(false);
    expect(start(node, { 'ssm:resourceTag/postern:person': 'p1', 'ssm:SessionDocumentAccessCheck': 'false' })).toBe(
      false,
    );
    expect(start(inAccount('ssm', 'document/postern-ops-shell'))).toBe(true);
    expect(start(inAccount('ssm', 'document/postern-ops-shell'), { 'ssm:SessionDocumentAccessCheck': 'false' })).toBe(
      false,
    );
    expect(start(inAccount('ssm', 'document/SSM-SessionManagerRunShell'))).toBe(false);
  });

  test.each(['ssm:TerminateSession', 'ssm:ResumeSession'])('%s reaches own sessions only', (action) => {
    const call = (owner: string): Call => ({
      action,
      resources: [inAccount('ssm', 'session/somebody-0123')],
      context: { ...me, 'ssm:resourceTag/aws:ssmmessages:session-id': owner },
    });
    expect(allows(operator(), call('AROA1:ana@example.com'))).toBe(true);
    expect(allows(operator(), call('AROA1:kenji@example.com'))).toBe(false);
  });

  test('the jobs activate, and remove from the register, only what carries our tag', () => {
    const jobs = rightsOf(role('adopted', 'jobs'));
    const remove = { action: 'ssm:DeregisterManagedInstance', resources: [node] };
    expect(allows(jobs, remove)).toBe(false);
    expect(allows(jobs, { ...remove, context: { 'ssm:resourceTag/postern:bastion': 'b1' } })).toBe(true);
    expect(allows(jobs, { action: 'ssm:CreateActivation', resources: ['*'] })).toBe(false);
  });

  test('the bridge, and nobody else, reads our document and no other', () => {
    const reads = (name: string, document: string) =>
      allows(rightsOf(role('adopted', name)), {
        action: 'ssm:GetDocument',
        resources: [inAccount('ssm', `document/${document}`)],
      });
    expect(reads('bridge', 'postern-ops-shell')).toBe(true);
    expect(reads('bridge', 'SSM-SessionManagerRunShell')).toBe(false);
    for (const name of ['web', 'jobs', 'operator', 'bastion-node'])
      expect(reads(name, 'postern-ops-shell')).toBe(false);
  });

  test('whoever is in the shell can neither activate nor remove a node', () => {
    for (const name of ['bastion-node', 'bastion-task'])
      for (const action of [
        'ssm:DeregisterManagedInstance',
        'ssm:CreateActivation',
        'iam:PassRole',
        'ssm:GetParameter',
      ])
        for (const call of [{}, { context: { 'ssm:resourceTag/postern:bastion': 'b1' } }])
          expect(allows(rightsOf(role('adopted', name)), { action, resources: [node], ...call })).toBe(false);
  });

  test('the task of a node removes nodes of ours and does nothing else', () => {
    const rights = rightsOf(role('adopted', 'bastion-node-task'));
    const remove = { action: 'ssm:DeregisterManagedInstance', resources: [node] };
    expect(allows(rights, { ...remove, context: { 'ssm:resourceTag/postern:bastion': 'b1' } })).toBe(true);
    expect(allows(rights, remove)).toBe(false);
    expect(allows(rights, { ...remove, context: { 'ssm:resourceTag/team': 'warehouse' } })).toBe(false);
    expect(rights.flatMap(({ Action }) => Action)).toEqual(['ssm:DeregisterManagedInstance']);
  });

  test("no shell on a node reaches its task's role: people are not root, and ECS Exec, which would be, is off", () => {
    const { Content } = only('adopted', 'AWS::SSM::Document').Properties as unknown as { Content: { inputs: object } };
    expect(Content.inputs).toMatchObject({ runAsEnabled: true, runAsDefaultUser: OPERATOR_ACCOUNT });
    expect(OPERATOR_ACCOUNT).not.toBe('root');
    const launch = (exec: string): Call => ({
      action: 'ecs:RunTask',
      resources: [inAccount('ecs', 'task-definition/postern-ops-bastion-node:1')],
      context: {
        ...tags,
        'ecs:cluster': inAccount('ecs', 'cluster/postern-ops-bastions'),
        'ecs:enable-execute-command': exec,
      },
    });
    const jobs = rightsOf(role('adopted', 'jobs'));
    expect(allows(jobs, launch('false'))).toBe(true);
    expect(allows(jobs, launch('true'))).toBe(false);
    const commands = policies('adopted').flatMap(({ statements }) => statements.flatMap(({ Action }) => Action));
    expect(commands).not.toContain('ssm:SendCommand');
  });
});
