/** The key an agent wants a session encrypted with: one of KMS, and the words the data key is bound to. */
export type DataKeyRequest = { keyId: string; encryptionContext: Record<string, string> };

/** A data key as KMS encrypted it, with what it takes to have it decrypted. It is no secret by itself. */
export type WrappedDataKey = DataKeyRequest & { ciphertext: Uint8Array };
