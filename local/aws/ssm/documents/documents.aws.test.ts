import {
  CreateDocumentCommand,
  DescribeDocumentCommand,
  GetDocumentCommand,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Stage, startStage } from '../../testing/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(async () => {
  await stage.close();
});

const shell = (idleSessionTimeout: string) =>
  JSON.stringify({
    schemaVersion: '1.0',
    description: 'How terminals are',
    sessionType: 'Standard_Stream',
    parameters: { place: { type: 'String', description: 'Where', default: 'home' } },
    inputs: { s3BucketName: '', s3EncryptionEnabled: true, runAsEnabled: false, idleSessionTimeout },
  });

const create = (Content: string, more = {}) =>
  stage.ssm.send(new CreateDocumentCommand({ Name: 'PortalShell', DocumentType: 'Session', Content, ...more }));

describe('a document', () => {
  it('is created, described, read, and versioned with the default version staying', async () => {
    const { DocumentDescription } = await create(shell('20'), { Tags: [{ Key: 'team', Value: 'orders' }] });
    expect(DocumentDescription).toMatchObject({ Name: 'PortalShell', Status: 'Creating', DocumentVersion: '1' });

    const updated = await stage.ssm.send(
      new UpdateDocumentCommand({ Name: 'PortalShell', Content: shell('5'), DocumentVersion: '$LATEST' }),
    );
    expect(updated.DocumentDescription).toMatchObject({
      LatestVersion: '2',
      DefaultVersion: '1',
      DocumentVersion: '2',
    });

    const read = (DocumentVersion?: string) =>
      stage.ssm.send(new GetDocumentCommand({ Name: 'PortalShell', DocumentVersion }));
    expect(await read()).toMatchObject({ Content: shell('20'), DocumentVersion: '1', DocumentType: 'Session' });
    expect(await read('$LATEST')).toMatchObject({ Content: shell('5'), DocumentVersion: '2', DocumentFormat: 'JSON' });
    await stage.ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: 'PortalShell', DocumentVersion: '2' }));
    expect(await read()).toMatchObject({ Content: shell('5') });
    await expect(read('3')).rejects.toMatchObject({ name: 'InvalidDocumentVersion' });

    const { Document } = await stage.ssm.send(new DescribeDocumentCommand({ Name: 'PortalShell' }));
    expect(Document).toMatchObject({
      Owner: '111122223333',
      SchemaVersion: '1.0',
      HashType: 'Sha256',
      Status: 'Active',
      CreatedDate: expect.any(Date),
      Description: 'How terminals are',
      Parameters: [{ Name: 'place', Type: 'String', Description: 'Where', DefaultValue: 'home' }],
      Tags: [{ Key: 'team', Value: 'orders' }],
    });
  });

  it('of Amazon is there in every account, the preferences only once they are written', async () => {
    const { Document } = await stage.ssm.send(new DescribeDocumentCommand({ Name: 'AWS-StartSSHSession' }));
    expect(Document).toMatchObject({ Owner: 'Amazon', DocumentType: 'Session' });
    const Name = 'SSM-SessionManagerRunShell';
    await expect(stage.ssm.send(new GetDocumentCommand({ Name }))).rejects.toMatchObject({ name: 'InvalidDocument' });
    await create(shell('20'), { Name });
    expect((await stage.ssm.send(new GetDocumentCommand({ Name }))).Content).toBe(shell('20'));
  });

  it.each([
    ['text that is not JSON', '{', 'InvalidDocumentContent'],
    ['another schema', '{"schemaVersion":"2.2"}', 'InvalidDocumentSchemaVersion'],
    ['an unknown type', '{"schemaVersion":"1.0","sessionType":"Dance"}', 'InvalidDocumentContent'],
    ['a shell without inputs', '{"schemaVersion":"1.0","sessionType":"Standard_Stream"}', 'InvalidDocumentContent'],
    ['an hour and a minute of idleness', shell('61'), 'InvalidDocumentContent'],
  ])('with %s is refused', async (_what, content, name) => {
    await expect(create(content)).rejects.toMatchObject({ name });
  });

  it('is not created twice, nor updated to what it is', async () => {
    await create(shell('20'));
    await expect(create(shell('20'))).rejects.toMatchObject({ name: 'DocumentAlreadyExists' });
    const update = (Name: string) => stage.ssm.send(new UpdateDocumentCommand({ Name, Content: shell('20') }));
    await expect(update('PortalShell')).rejects.toMatchObject({ name: 'DuplicateDocumentContent' });
    await expect(update('Nowhere')).rejects.toMatchObject({ name: 'InvalidDocument' });
    await expect(update('AWS-StartSSHSession')).rejects.toMatchObject({ name: 'InvalidDocumentOperation' });
  });

  it('is updated from its newest version only', async () => {
    await create(shell('20'));
    const update = (minutes: string, DocumentVersion: string) =>
      stage.ssm.send(new UpdateDocumentCommand({ Name: 'PortalShell', Content: shell(minutes), DocumentVersion }));
    await update('21', '1');
    await expect(update('22', '1')).rejects.toMatchObject({ name: 'InvalidDocumentVersion' });
    await update('22', '$LATEST');
  });
});
