import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** The agent's half of the encryption, written apart from the library's: seals with the first half of the key, opens with the second. */
export function agentCipher(dataKey: Uint8Array) {
  const key = Buffer.from(dataKey);
  return {
    seal(plain: Uint8Array): Buffer {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key.subarray(0, 32), nonce);
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed: Uint8Array): Buffer {
      const bytes = Buffer.from(sealed);
      const cipher = createDecipheriv('aes-256-gcm', key.subarray(32), bytes.subarray(0, 12));
      cipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]);
    },
  };
}
