import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateDocumentCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PayloadType } from '../../../lib/agent-wire';
import { message, shakeHands } from '../testing/shake-hands';
import { node, present, type Stage, startStage } from '../testing/stage';

const keyId = '0f3c2b1a-0000-4000-8000-000000000001';
const keyArn = `arn:aws:kms:ap-northeast-1:111122223333:key/${keyId}`;

let stage: Stage;
beforeEach(async () => {
  stage = await startStage({}, true, { keys: [keyId], clusters: [{ name: 'postern', kmsKeyId: keyArn }] });
  await createDocument('Sealed', { sessionType: 'Standard_Stream', inputs: { kmsKeyId: keyArn } });
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

describe('an encrypted shell', () => {
  it.each([
    ['with the random challenge answered', true],
    ['with a client that knows of no challenge', false],
  ])('is agreed on %s, and everything said is sealed', async (_what, answersChallenge) => {
    const { client, sessionId } = await stage.session({ DocumentName: 'Sealed' });
    const { kms } = stage;
    const { actions, seal } = await shakeHands(client, { kms, sessionId, target: node.id, answersChallenge });
    expect(actions).toEqual([
      { ActionType: 'SessionType', ActionParameters: { SessionType: 'Standard_Stream', Properties: null } },
      {
        ActionType: 'KMSEncryption',
        ActionParameters: { KMSKeyId: keyArn, Challenge: expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/) },
      },
    ]);
    expect(await message(client, PayloadType.handshakeComplete)).toMatchObject({
      CustomerMessage: 'This session is encrypted using AWS KMS.',
    });
    client.send(PayloadType.output, seal.close(Buffer.from('echo "sum $((40 + 2))"\r')));
    await client.until(() => client.textOf(PayloadType.output, seal.open).includes('sum 42'));
    expect(client.text).not.toContain('sum');
    const nonces = client.frames
      .filter(({ payloadType }) => payloadType === PayloadType.output)
      .map(({ payload }) => Buffer.from(payload.subarray(0, 12)).toString('hex'));
    expect(new Set(nonces).size).toBe(nonces.length);
    expect(stage.aws.inspect().calls).toContainEqual(
      expect.objectContaining({
        service: 'kms',
        operation: 'Decrypt',
        principalArn: `arn:aws:sts::111122223333:assumed-role/postern-node/${node.id}`,
      }),
    );
  });

  it('takes nothing that is not sealed with its key', async () => {
    const { client, sessionId } = await stage.session({ DocumentName: 'Sealed' });
    const { seal } = await shakeHands(client, { kms: stage.kms, sessionId, target: node.id });
    client.send(PayloadType.output, Buffer.from('echo in clear, and long enough to be sealed\r'));
    // Without the prompt's coming there would have been nothing to read it.
    await client.until(() => client.textOf(PayloadType.output, seal.open).length > 0);
    expect(client.unacknowledged).toBe(1);
    expect(client.textOf(PayloadType.output, seal.open)).not.toContain('in clear');
  });

  it.each([
    ['another session’s context', { sessionId: 'somebody-else', target: node.id }],
    ['another target’s context', { target: 'mi-00000000000000000' }],
  ])('fails with %s', async (_what, context) => {
    const { client, sessionId } = await stage.session({ DocumentName: 'Sealed' });
    await shakeHands(client, { kms: stage.kms, sessionId, ...context });
    expect((await client.untilClosed()).output).toMatch(
      /^Encountered error while initiating handshake\. Fetching data key failed: .*InvalidCiphertextException/,
    );
  });

  it('fails when the agent may not decrypt, and when the client cannot', async () => {
    stage.aws.faults.set({ operations: { 'kms:Decrypt': { error: { code: 'AccessDeniedException' } } } });
    const denied = await stage.session({ DocumentName: 'Sealed' });
    await shakeHands(denied.client, { kms: stage.kms, sessionId: denied.sessionId, target: node.id });
    expect((await denied.client.untilClosed()).output).toContain(
      'AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/postern-node/',
    );
    const { client } = await stage.session({ DocumentName: 'Sealed' });
    await message(client, PayloadType.handshakeRequest);
    const ProcessedClientActions = [
      { ActionType: 'SessionType', ActionStatus: 1, ActionResult: null, Error: '' },
      { ActionType: 'KMSEncryption', ActionStatus: 2, ActionResult: null, Error: 'Failed: no rights' },
    ];
    const response = { ClientVersion: '1.2.677.0', ProcessedClientActions, Errors: ['Failed: no rights'] };
    client.send(PayloadType.handshakeResponse, Buffer.from(JSON.stringify(response)));
    expect((await client.untilClosed()).output).toContain('KMSEncryption failed on client with status 2');
  });

  it('refuses a client that leaves the challenge out where it is required', async () => {
    stage.aws.faults.set({ kmsChallenge: 'required' });
    const { client, sessionId } = await stage.session({ DocumentName: 'Sealed' });
    await shakeHands(client, { kms: stage.kms, sessionId, target: node.id });
    expect((await client.untilClosed()).output).toContain('The client does not answer the KMS challenge.');
  });
});

it('encrypts ECS Exec in a cluster with a key', async () => {
  const { client, sessionId, task } = await stage.shell('echo from inside');
  const target = `ecs:postern_${present(task.taskArn).split('/').at(-1)}_${task.containers?.[0]?.runtimeId}`;
  const { seal } = await shakeHands(client, { kms: stage.kms, sessionId, target });
  await client.untilClosed();
  expect(client.textOf(PayloadType.output, seal.open)).toBe('from inside\r\n');
});

it('names the key as the account’s preferences do for documents that say nothing', async () => {
  const { KeyMetadata } = await stage.kms.send(new CreateKeyCommand({}));
  const kmsKeyId = present(KeyMetadata?.KeyId);
  await createDocument('SSM-SessionManagerRunShell', { sessionType: 'Standard_Stream', inputs: { kmsKeyId } });
  const { client, sessionId } = await stage.session({
    DocumentName: 'AWS-StartInteractiveCommand',
    Parameters: { command: ['echo quietly'] },
  });
  const { seal } = await shakeHands(client, { kms: stage.kms, sessionId, target: node.id });
  await client.untilClosed();
  expect(client.textOf(PayloadType.output, seal.open)).toBe('quietly\r\n');
});
