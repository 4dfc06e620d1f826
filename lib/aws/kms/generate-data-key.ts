import { GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { z } from 'zod';
import type { DataKeyRequest } from '../../domain/terminals/data-key';
import { asCloud } from '../errors';

/** One key of 32 bytes for each direction. */
export const DATA_KEY_BYTES = 64;
/** Three seconds less than an agent waits for the answer to its handshake. */
export const KEY_WITHIN_MS = 12_000;

// Custom checks, because a built-in one would put what it was given into its error.
const plaintext = z.custom<Uint8Array>((given) => given instanceof Uint8Array && given.length === DATA_KEY_BYTES);
const ciphertext = z.custom<Uint8Array>((given) => given instanceof Uint8Array && given.length > 0);
const shape = z.object({ Plaintext: plaintext, CiphertextBlob: ciphertext });

/** GenerateDataKey for a session; within twelve seconds. Throws CloudError, which never names a byte of the key. */
export function generateDataKey(
  kms: KMSClient,
  { keyId, encryptionContext }: DataKeyRequest,
): Promise<{ plaintext: Uint8Array; ciphertext: Uint8Array }> {
  return asCloud(async () => {
    const answer = shape.parse(
      await kms.send(
        new GenerateDataKeyCommand({
          KeyId: keyId,
          NumberOfBytes: DATA_KEY_BYTES,
          EncryptionContext: encryptionContext,
        }),
        { abortSignal: AbortSignal.timeout(KEY_WITHIN_MS) },
      ),
    );
    return { plaintext: answer.Plaintext, ciphertext: answer.CiphertextBlob };
  });
}
