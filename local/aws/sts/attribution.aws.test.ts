import { ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Keys, present, type Stage, startStage } from '../testing/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await stage.close();
});

const operator = {
  RoleArn: 'arn:aws:iam::111122223333:role/postern-operator',
  RoleSessionName: 'mika@example.com',
  SourceIdentity: 'mika@example.com',
  Tags: [{ Key: 'postern:request', Value: 'R-42' }],
  TransitiveTagKeys: ['postern:request'],
};

async function assume(input: Partial<AssumeRoleCommand['input']> = {}, as: STSClient = stage.sts): Promise<Keys> {
  const { Credentials } = await as.send(new AssumeRoleCommand({ ...operator, ...input }));
  return {
    accessKeyId: present(Credentials?.AccessKeyId),
    secretAccessKey: present(Credentials?.SecretAccessKey),
    sessionToken: present(Credentials?.SessionToken),
  };
}

describe('AssumeRole', () => {
  it('gives credentials that later calls are known by', async () => {
    const keys = await assume();
    const identity = await new STSClient(stage.settings(keys)).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: '111122223333',
      Arn: 'arn:aws:sts::111122223333:assumed-role/postern-operator/mika@example.com',
      UserId: expect.stringMatching(/^AROA[A-Z0-9]{16}:mika@example\.com$/),
    });
    await new ECSClient(stage.settings(keys)).send(new ListTasksCommand({ cluster: 'postern' }));
    expect(stage.aws.inspect().calls.at(-1)).toMatchObject({
      service: 'ecs',
      operation: 'ListTasks',
      principalArn: identity.Arn,
      sourceIdentity: 'mika@example.com',
      tags: { 'postern:request': 'R-42' },
    });
  });

  it('keeps source identity and transitive tags along a chain, and lets nobody change them', async () => {
    const chained = new STSClient(stage.settings(await assume()));
    const keys = await assume({ SourceIdentity: undefined, Tags: [], TransitiveTagKeys: [] }, chained);
    await new ECSClient(stage.settings(keys)).send(new ListTasksCommand({ cluster: 'postern' }));
    expect(stage.aws.inspect().calls.at(-1)).toMatchObject({
      sourceIdentity: 'mika@example.com',
      tags: { 'postern:request': 'R-42' },
    });
    await expect(assume({ SourceIdentity: 'somebody-else' }, chained)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume({ DurationSeconds: 7_200, Tags: [], TransitiveTagKeys: [] }, chained)).rejects.toThrow(
      'exceeds the 1 hour session limit',
    );
  });

  it.each([
    [{ RoleSessionName: '三佳' }],
    [{ RoleArn: 'arn:aws:iam::1:user/x' }],
    [{ DurationSeconds: 60 }],
    [{ SourceIdentity: 'a b' }],
    [{ TransitiveTagKeys: ['not-given'] }],
  ])('refuses %o', async (change) => {
    await expect(assume(change)).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe('a signature', () => {
  const list = new ListTasksCommand({ cluster: 'postern' });
  const good = () => stage.settings().credentials;

  it.each([
    [
      'an unknown key',
      () => ({ credentials: { ...good(), accessKeyId: 'AKIAUNKNOWN000000000' } }),
      'UnrecognizedClientException',
    ],
    ['a wrong secret', () => ({ credentials: { ...good(), secretAccessKey: 'wrong' } }), 'InvalidSignatureException'],
    ['another region', () => ({ region: 'eu-west-1' }), 'InvalidSignatureException'],
    [
      'a foreign session token',
      () => ({ credentials: { ...good(), sessionToken: 'x' } }),
      'UnrecognizedClientException',
    ],
    ['a clock an hour ahead', () => ({ systemClockOffset: 3_600_000 }), 'InvalidSignatureException'],
  ])('with %s is refused', async (_what, change, name) => {
    const client = new ECSClient({ ...stage.settings(), ...change() });
    await expect(client.send(list)).rejects.toMatchObject({ name });
  });

  it('that is missing or malformed is refused in the shape of the protocol', async () => {
    const json = (headers: Record<string, string>) =>
      fetch(stage.aws.endpoint, {
        method: 'POST',
        headers: { 'x-amz-target': 'AmazonSSM.DescribeSessions', ...headers },
        body: '{}',
      });
    const missing = await json({});
    expect(missing.status).toBe(400);
    expect(missing.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
    expect(missing.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await missing.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    const malformed = await json({ authorization: 'AWS4-HMAC-SHA256 Credential=x' });
    expect(await malformed.json()).toMatchObject({ __type: 'IncompleteSignatureException' });

    const query = await fetch(stage.aws.endpoint, {
      method: 'POST',
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    expect(query.status).toBe(403);
    expect(await query.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });
});
