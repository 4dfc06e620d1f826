import { randomBytes } from 'node:crypto';
import type { Operation } from '../operation';
import { optionalMember, requiredMember } from '../wire/constraint';
import { optionalInteger } from '../wire/input';
import { seal } from './ciphertext';
import { getUsableKey } from './key';
import { keyIdConstraint, readContext, validation } from './read-input';

const sizes: Record<string, number> = { AES_256: 32, AES_128: 16 };

/** kms:GenerateDataKey: random bytes, in clear and encrypted under the key with the given context. */
export const generateDataKey: Operation = ({ world }, input) => {
  const keyId = requiredMember(input, 'KeyId', keyIdConstraint);
  const context = readContext(input);
  const spec = optionalMember(input, 'KeySpec', { words: Object.keys(sizes) });
  const bytes = optionalInteger(input, 'NumberOfBytes', 1, 1_024, validation);
  if ((spec === undefined) === (bytes === undefined)) {
    throw validation('Please specify either number of bytes or key spec.');
  }
  const key = getUsableKey(world, keyId);
  const plaintext = randomBytes(bytes ?? sizes[spec ?? ''] ?? 0);
  return {
    CiphertextBlob: seal(key, plaintext, context).toString('base64'),
    KeyId: key.arn,
    Plaintext: plaintext.toString('base64'),
  };
};
