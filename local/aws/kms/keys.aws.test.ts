import { CreateKeyCommand, DecryptCommand, DescribeKeyCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { present, type Stage, startStage } from '../testing/stage';

let stage: Stage;
let keyArn: string;
beforeEach(async () => {
  stage = await startStage();
  const { KeyMetadata } = await stage.kms.send(new CreateKeyCommand({ Description: 'terminals' }));
  keyArn = present(KeyMetadata?.Arn);
});
afterEach(async () => {
  await stage.close();
});

const EncryptionContext = { 'aws:ssm:SessionId': 'mika-0123', 'aws:ssm:TargetId': 'mi-0123456789abcdef0' };

it('describes a key by id and by ARN, with its metadata and without its material', async () => {
  expect(keyArn).toMatch(/^arn:aws:kms:ap-northeast-1:111122223333:key\/[0-9a-f-]{36}$/);
  for (const KeyId of [keyArn, keyArn.slice(keyArn.indexOf('/') + 1)]) {
    const { KeyMetadata } = await stage.kms.send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({
      Arn: keyArn,
      KeyState: 'Enabled',
      KeySpec: 'SYMMETRIC_DEFAULT',
      Description: 'terminals',
      CreationDate: expect.any(Date),
    });
  }
});

it('gives a data key back for its own context only', async () => {
  const made = await stage.kms.send(
    new GenerateDataKeyCommand({ KeyId: keyArn, NumberOfBytes: 64, EncryptionContext }),
  );
  expect(made.Plaintext).toHaveLength(64);
  expect(made.KeyId).toBe(keyArn);
  const { CiphertextBlob } = made;
  const decrypt = (context?: Record<string, string>, KeyId?: string) =>
    stage.kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context, KeyId }));

  const reordered = Object.fromEntries(Object.entries(EncryptionContext).reverse());
  expect(await decrypt(reordered, keyArn)).toMatchObject({ Plaintext: made.Plaintext, KeyId: keyArn });
  expect((await decrypt(EncryptionContext)).Plaintext).toEqual(made.Plaintext);

  const wrong = { name: 'InvalidCiphertextException' };
  await expect(decrypt({ ...EncryptionContext, 'aws:ssm:SessionId': 'mika-0124' })).rejects.toMatchObject(wrong);
  await expect(decrypt({ ...EncryptionContext, more: 'x' })).rejects.toMatchObject(wrong);
  await expect(decrypt()).rejects.toMatchObject(wrong);
  const other = await stage.kms.send(new CreateKeyCommand({}));
  await expect(decrypt(EncryptionContext, other.KeyMetadata?.Arn)).rejects.toMatchObject({
    name: 'IncorrectKeyException',
  });
  const changed = Uint8Array.from(present(CiphertextBlob), (byte, at) => (at === 60 ? byte ^ 1 : byte));
  await expect(
    stage.kms.send(new DecryptCommand({ CiphertextBlob: changed, EncryptionContext })),
  ).rejects.toMatchObject(wrong);
});

it('refuses keys and sizes that are none', async () => {
  const generate = (KeyId: string, size = {}) => stage.kms.send(new GenerateDataKeyCommand({ KeyId, ...size }));
  await expect(generate('alias/none', { NumberOfBytes: 64 })).rejects.toMatchObject({ name: 'NotFoundException' });
  await expect(generate(keyArn.replace('ap-northeast-1', 'eu-west-1'), { KeySpec: 'AES_256' })).rejects.toMatchObject({
    name: 'NotFoundException',
  });
  await expect(generate(keyArn)).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(generate(keyArn, { NumberOfBytes: 64, KeySpec: 'AES_256' })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await expect(generate(keyArn, { NumberOfBytes: 1_025 })).rejects.toMatchObject({ name: 'ValidationException' });
});

it('suffers the faults that are set', async () => {
  stage.aws.faults.set({
    operations: { 'kms:GenerateDataKey': { error: { code: 'AccessDeniedException' }, times: 1 } },
  });
  const send = () => stage.kms.send(new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: 'AES_128' }));
  await expect(send()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect((await send()).Plaintext).toHaveLength(16);
});
