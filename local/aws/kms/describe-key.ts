import type { Operation } from '../operation';
import { requiredMember } from '../wire/constraint';
import type { Input } from '../wire/input';
import type { Key, World } from '../world';
import { getKey } from './key';
import { keyIdConstraint } from './read-input';

/** kms:DescribeKey */
export const describeKey: Operation = ({ world }, input) => ({
  KeyMetadata: metadataOf(world, getKey(world, requiredMember(input, 'KeyId', keyIdConstraint))),
});

/** The wire form of a key: everything but its material. */
export function metadataOf(world: World, key: Key): Input {
  return {
    AWSAccountId: world.accountId,
    Arn: key.arn,
    CreationDate: key.createdAt / 1_000,
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    Description: key.description,
    Enabled: key.enabled,
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    KeyId: key.id,
    KeyManager: 'CUSTOMER',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyState: key.enabled ? 'Enabled' : 'Disabled',
    KeyUsage: key.usage,
    MultiRegion: false,
    Origin: 'AWS_KMS',
  };
}
