import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Key } from '../world';

/** Version byte, key id, nonce; then ciphertext and tag. KMS promises nothing of this form but that the key can be told from it. */
const version = 0x01;
const idBytes = 36;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + idBytes + nonceBytes;

/** Names and values that must be the same when decrypting. */
export type EncryptionContext = Record<string, string>;

/** Encrypts with AES-256-GCM; the encryption context is authenticated with the text. */
export function seal(key: Key, plaintext: Buffer, context: EncryptionContext): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key.material, nonce);
  cipher.setAAD(authenticated(context));
  const head = Buffer.concat([Buffer.from([version]), Buffer.from(key.id.padEnd(idBytes)), nonce]);
  return Buffer.concat([head, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The id of the key a ciphertext was made with; undefined when it is none of ours. */
export function keyIdOf(blob: Buffer): string | undefined {
  if (blob.length < headBytes + tagBytes || blob[0] !== version) return undefined;
  return blob.toString('latin1', 1, 1 + idBytes).trimEnd();
}

/** Decrypts; undefined when the bytes, the key or the context are not those of the encryption. */
export function unseal(key: Key, blob: Buffer, context: EncryptionContext): Buffer | undefined {
  if (keyIdOf(blob) !== key.id) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key.material, blob.subarray(1 + idBytes, headBytes));
  decipher.setAAD(authenticated(context));
  decipher.setAuthTag(blob.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(blob.subarray(headBytes, -tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** The same bytes for the same names and values, in whatever order they come. */
function authenticated(context: EncryptionContext): Buffer {
  const sorted = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(sorted));
}
