import { randomBytes } from 'node:crypto';
import type { Operation } from '../operation';
import { optionalInteger, optionalString, requiredString } from '../wire/input';
import { seal } from './ciphertext';
import { getUsableKey } from './key';
import { readContext, validation } from './read-input';

/** kms:GenerateDataKey: random bytes, in clear and encrypted under the key with the given context. */
export const generateDataKey: Operation = ({ world }, input) => {
  const key = getUsableKey(world, requiredString(input, 'KeyId', validation));
  const context = readContext(input);
  const spec = optionalString(input, 'KeySpec', validation);
  const bytes = optionalInteger(input, 'NumberOfBytes', 1, 1_024, validation);
  if ((spec === undefined) === (bytes === undefined)) {
    throw validation('Please specify either number of bytes or key spec.');
  }
  const sizes: Record<string, number> = { AES_128: 16, AES_256: 32 };
  const size = bytes ?? sizes[spec ?? ''];
  if (size === undefined) {
    throw validation(
      `1 validation error detected: Value '${spec}' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [AES_256, AES_128]`,
    );
  }
  const plaintext = randomBytes(size);
  return {
    CiphertextBlob: seal(key, plaintext, context).toString('base64'),
    KeyId: key.arn,
    Plaintext: plaintext.toString('base64'),
  };
};
