import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/**
 * A new private RSA key of so many bits. It goes through text: while a key that Node 20 has just made is exported, its lock is held, and a
 * garbage collection that then clears the making away waits for that lock, in the same thread, for ever (docs/decisions/0023).
 */
export function newRsaKey(bits = 2_048): KeyObject {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return createPrivateKey(privateKey);
}
