import { CreateKeyCommand, DecryptCommand, DescribeKeyCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import {
  AddTagsToResourceCommand,
  CreateActivationCommand,
  CreateDocumentCommand,
  DeleteActivationCommand,
  DeregisterManagedInstanceCommand,
  DescribeActivationsCommand,
  DescribeDocumentCommand,
  DescribeInstanceInformationCommand,
  DescribeSessionsCommand,
  GetConnectionStatusCommand,
  GetDocumentCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
  ResumeSessionCommand,
  StartSessionCommand,
  TerminateSessionCommand,
  UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node, present, type Stage, startStage } from '../testing/stage';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(async () => {
  await stage.close();
});

/** The SDK sends what the model forbids, but its types have to be told. */
const odd = (value: unknown) => value as never;
const old = (key: string, ...valueSet: string[]) =>
  new DescribeInstanceInformationCommand({ InstanceInformationFilterList: [{ key: odd(key), valueSet }] });
const nodes = (Key: string, ...Values: string[]) =>
  new DescribeInstanceInformationCommand({ Filters: [{ Key, Values }] });
const sessions = (key: string, value: string, count = 1) =>
  new DescribeSessionsCommand({ State: 'Active', Filters: Array(count).fill({ key: odd(key), value }) });
const document = (more: object) =>
  new CreateDocumentCommand({ Name: 'Shell', Content: '{}', DocumentType: 'Session', ...more });
const long = (length: number) => 'x'.repeat(length);
const bad = 'InvalidInstanceInformationFilterValue';

const ssm: [string, { input: object }, code?: string][] = [
  ['a target of 401 characters', new StartSessionCommand({ Target: long(401) })],
  ['no target', new StartSessionCommand({ Target: undefined })],
  ['a document name with a blank', new StartSessionCommand({ Target: node.id, DocumentName: 'a b' })],
  ['an empty reason', new StartSessionCommand({ Target: node.id, Reason: '' })],
  ['the status of a target of 401 characters', new GetConnectionStatusCommand({ Target: long(401) })],
  ['a session id of 97 characters to resume', new ResumeSessionCommand({ SessionId: long(97) })],
  ['a session id of 97 characters to end', new TerminateSessionCommand({ SessionId: long(97) })],
  ['sessions by an unknown key', sessions('Colour', 'red')],
  ['sessions by an empty value', sessions('Target', '')],
  ['sessions by seven filters', sessions('Target', node.id, 7)],
  ['sessions in an unknown state', new DescribeSessionsCommand({ State: odd('Idle') })],
  ['an activation’s name with an asterisk', new CreateActivationCommand({ IamRole: 'r', DefaultInstanceName: 'a*' })],
  ['an activation’s long description', new CreateActivationCommand({ IamRole: 'r', Description: long(257) })],
  ['an activation id of another form', new DeleteActivationCommand({ ActivationId: 'mine' })],
  [
    'activations by an unknown key',
    new DescribeActivationsCommand({ Filters: [{ FilterKey: odd('Colour'), FilterValues: ['red'] }] }),
  ],
  ['an EC2 instance to deregister', new DeregisterManagedInstanceCommand({ InstanceId: node.id })],
  ['tags in the older filter list', old('tag:env', 'prod')],
  ['an unknown key in the older filter list', old('Colour', 'red')],
  ['an unknown key in the newer filter list', nodes('Colour', 'red'), 'InvalidFilterKey'],
  ['a filter without values', nodes('InstanceIds')],
  ['a filter with 101 values', nodes('InstanceIds', ...Array(101).fill(node.id))],
  ['an instance id that is none', nodes('InstanceIds', 'orders-1'), bad],
  ['an unknown ping status', nodes('PingStatus', 'Asleep'), bad],
  ['an unknown platform', old('PlatformTypes', 'linux'), bad],
  ['an unknown kind of node', nodes('ResourceType', 'Pet'), bad],
  ['tags of an unknown type', new ListTagsForResourceCommand({ ResourceType: odd('Node'), ResourceId: node.id })],
  [
    'tags of what there is none of',
    new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: '/a' }),
    'InvalidResourceId',
  ],
  ['no tags to add', new AddTagsToResourceCommand({ ResourceType: 'Document', ResourceId: 'a', Tags: undefined })],
  [
    'no tags to remove',
    new RemoveTagsFromResourceCommand({ ResourceType: 'Document', ResourceId: 'a', TagKeys: undefined }),
  ],
  ['a document’s name in two words', document({ Name: 'My shell' })],
  ['a document of an unknown type', document({ DocumentType: 'Dance' })],
  ['a document in an unknown format', document({ DocumentFormat: 'XML' })],
  ['a document’s version with a blank', document({ VersionName: 'a b' })],
  ['a document’s target type of another form', document({ TargetType: 'EC2' })],
  ['a document to read by a name of two words', new GetDocumentCommand({ Name: 'My shell' })],
  [
    'a document to describe by a version of letters',
    new DescribeDocumentCommand({ Name: 'Shell', DocumentVersion: 'a' }),
  ],
  [
    'the newest as the default version',
    new UpdateDocumentDefaultVersionCommand({ Name: 'Shell', DocumentVersion: '$LATEST' }),
  ],
];

describe('Systems Manager, by its model', () => {
  it.each(ssm)('refuses %s', async (_what, command, code = 'ValidationException') => {
    await expect(stage.ssm.send(odd(command))).rejects.toMatchObject({ name: code });
  });

  it('says what is wrong in the words that AWS’s services have in common', async () => {
    await expect(stage.ssm.send(sessions('Colour', 'red'))).rejects.toThrow(
      "1 validation error detected: Value 'Colour' at 'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set: [InvokedAfter, InvokedBefore, Target, Owner, Status, SessionId, AccessType]",
    );
    await expect(stage.ssm.send(new GetConnectionStatusCommand({ Target: undefined }))).rejects.toThrow(
      "1 validation error detected: Value null at 'target' failed to satisfy constraint: Member must not be null",
    );
  });

  it('takes no token of one list for another', async () => {
    const IamRole = 'postern-node';
    for (const _ of [1, 2]) await stage.ssm.send(new CreateActivationCommand({ IamRole }));
    const { NextToken } = await stage.ssm.send(new DescribeActivationsCommand({ MaxResults: 1 }));
    await stage.ssm.send(new DescribeActivationsCommand({ NextToken: present(NextToken) }));
    for (const command of [
      new DescribeInstanceInformationCommand({ NextToken }),
      new DescribeSessionsCommand({ State: 'Active', NextToken }),
    ]) {
      await expect(stage.ssm.send(odd(command))).rejects.toMatchObject({ name: 'InvalidNextToken' });
    }
  });
});

describe('KMS, by its model', () => {
  it.each<[string, { input: object }, string]>([
    ['an unknown kind of key', new CreateKeyCommand({ KeySpec: odd('AES') }), 'ValidationException'],
    [
      'a kind of key that does not exist here',
      new CreateKeyCommand({ KeySpec: 'RSA_2048' }),
      'UnsupportedOperationException',
    ],
    ['a long description', new CreateKeyCommand({ Description: long(8_193) }), 'ValidationException'],
    ['a policy that is not JSON', new CreateKeyCommand({ Policy: '{allow' }), 'MalformedPolicyDocumentException'],
    ['an empty key id', new DescribeKeyCommand({ KeyId: '' }), 'ValidationException'],
    [
      'a data key of an unknown kind',
      new GenerateDataKeyCommand({ KeyId: 'k', KeySpec: odd('AES_512') }),
      'ValidationException',
    ],
    [
      'an unknown algorithm',
      new DecryptCommand({ CiphertextBlob: new Uint8Array(9), EncryptionAlgorithm: odd('ROT13') }),
      'ValidationException',
    ],
  ])('refuses %s', async (_what, command, name) => {
    await expect(stage.kms.send(odd(command))).rejects.toMatchObject({ name });
  });
});
