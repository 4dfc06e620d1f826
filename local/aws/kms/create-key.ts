import type { Operation } from '../operation';
import { optionalString } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { metadataOf } from './describe-key';
import { newKey } from './key';
import { validation } from './read-input';

/** kms:CreateKey, for symmetric encryption keys only. */
export const createKey: Operation = ({ world }, input) => {
  const spec = optionalString(input, 'KeySpec', validation) ?? 'SYMMETRIC_DEFAULT';
  const usage = optionalString(input, 'KeyUsage', validation) ?? 'ENCRYPT_DECRYPT';
  if (spec !== 'SYMMETRIC_DEFAULT' || usage !== 'ENCRYPT_DECRYPT') {
    throw new ServiceError('UnsupportedOperationException', 'Only symmetric encryption keys exist here.');
  }
  const policy = optionalString(input, 'Policy', validation);
  const key = newKey(world, {
    description: optionalString(input, 'Description', validation) ?? '',
    ...(policy === undefined ? {} : { policy }),
  });
  return { KeyMetadata: metadataOf(world, key) };
};
