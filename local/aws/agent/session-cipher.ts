import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** The agent's end of an encrypted session (ssm-protocol 9): AES-256-GCM, nonce in front, tag behind, no further data. */
export class SessionCipher {
  readonly #toClient: Buffer;
  readonly #toAgent: Buffer;
  /** Random at first, then counted up, as the reference agent does. */
  readonly #nonce = randomBytes(nonceBytes);

  /** Takes the 64 bytes of the data key: the first half is for what the agent sends. */
  constructor(dataKey: Buffer) {
    if (dataKey.length !== 2 * keyBytes) throw new Error(`the data key has ${dataKey.length} bytes instead of 64`);
    this.#toClient = Buffer.from(dataKey.subarray(0, keyBytes));
    this.#toAgent = Buffer.from(dataKey.subarray(keyBytes));
  }

  encrypt(plaintext: Uint8Array): Buffer {
    this.#countUp();
    const cipher = createCipheriv('aes-256-gcm', this.#toClient, this.#nonce);
    return Buffer.concat([this.#nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  /** What the client encrypted; undefined when it was not encrypted with this session's key. */
  decrypt(sealed: Uint8Array): Buffer | undefined {
    if (sealed.length < nonceBytes + tagBytes) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#toAgent, sealed.subarray(0, nonceBytes));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  /** Three little-endian words with carry. */
  #countUp(): void {
    for (let at = 0; at < nonceBytes; at += 4) {
      const next = (this.#nonce.readUInt32LE(at) + 1) >>> 0;
      this.#nonce.writeUInt32LE(next, at);
      if (next !== 0) return;
    }
  }
}
