import { DecryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { z } from 'zod';
import type { WrappedDataKey } from '../../domain/terminals/data-key';
import { asCloud } from '../errors';
import { DATA_KEY_BYTES, KEY_WITHIN_MS } from './generate-data-key';

const shape = z.object({
  Plaintext: z.custom<Uint8Array>((given) => given instanceof Uint8Array && given.length === DATA_KEY_BYTES),
});

/** Decrypt of a session's data key, as its agent calls it; within twelve seconds. Throws CloudError. */
export function decryptDataKey(kms: KMSClient, wrapped: WrappedDataKey): Promise<Uint8Array> {
  return asCloud(async () => {
    const command = new DecryptCommand({
      KeyId: wrapped.keyId,
      CiphertextBlob: wrapped.ciphertext,
      EncryptionContext: wrapped.encryptionContext,
    });
    return shape.parse(await kms.send(command, { abortSignal: AbortSignal.timeout(KEY_WITHIN_MS) })).Plaintext;
  });
}
