import type { Operation } from '../operation';
import { optionalMember } from '../wire/constraint';
import { ServiceError } from '../wire/service-error';
import { keyIdOf, unseal } from './ciphertext';
import { getUsableKey } from './key';
import { keyIdConstraint, readBlob, readContext } from './read-input';

const maxCiphertextBytes = 6_144;
const symmetric = 'SYMMETRIC_DEFAULT';
const algorithms = { words: [symmetric, 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE'] };

/** kms:Decrypt: gives the text back only for the key and the very context it was encrypted with. */
export const decrypt: Operation = ({ world }, input) => {
  const blob = readBlob(input, 'CiphertextBlob', maxCiphertextBytes);
  const context = readContext(input);
  const wanted = optionalMember(input, 'KeyId', keyIdConstraint);
  const algorithm = optionalMember(input, 'EncryptionAlgorithm', algorithms) ?? symmetric;
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
  if (algorithm !== symmetric) {
    throw new ServiceError('InvalidKeyUsageException', `${key.arn} does not decrypt with ${algorithm}.`);
  }
  const plaintext = unseal(getUsableKey(world, key.id), blob, context);
  if (!plaintext) throw new ServiceError('InvalidCiphertextException', '');
  return { EncryptionAlgorithm: symmetric, KeyId: key.arn, Plaintext: plaintext.toString('base64') };
};
