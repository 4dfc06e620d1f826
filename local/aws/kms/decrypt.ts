import type { Operation } from '../operation';
import { optionalString } from '../wire/input';
import { ServiceError } from '../wire/service-error';
import { keyIdOf, unseal } from './ciphertext';
import { getUsableKey } from './key';
import { readBlob, readContext, validation } from './read-input';

const maxCiphertextBytes = 6_144;

/** kms:Decrypt: gives the text back only for the key and the very context it was encrypted with. */
export const decrypt: Operation = ({ world }, input) => {
  const blob = readBlob(input, 'CiphertextBlob', maxCiphertextBytes);
  const context = readContext(input);
  const wanted = optionalString(input, 'KeyId', validation);
  const madeWith = keyIdOf(blob);
  // The service says no more than the code here, so that a ciphertext cannot be probed.
  if (madeWith === undefined) throw new ServiceError('InvalidCiphertextException', '');
  const key = wanted === undefined ? world.keys.get(madeWith) : getUsableKey(world, wanted);
  if (!key) throw new ServiceError('InvalidCiphertextException', '');
  if (key.id !== madeWith) {
    throw new ServiceError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  const plaintext = unseal(getUsableKey(world, key.id), blob, context);
  if (!plaintext) throw new ServiceError('InvalidCiphertextException', '');
  return { EncryptionAlgorithm: 'SYMMETRIC_DEFAULT', KeyId: key.arn, Plaintext: plaintext.toString('base64') };
};
