import { createCipheriv, createDecipheriv } from 'node:crypto';
import { WireError } from './wire-error';

/** What KMS is asked for: one key for each direction. */
export const DATA_KEY_BYTES = 64;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const CIPHER_OPTIONS = { authTagLength: TAG_BYTES };

/** How much longer a payload is when it is encrypted. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;

/**
 * Encrypts and decrypts the payloads of one session: AES-256-GCM without additional data, laid out as nonce, ciphertext, tag.
 * Bytes 0 to 31 of the data key are the agent's for sending, bytes 32 to 63 the client's.
 */
export class SessionCipher {
  // Bytes, because they can be overwritten when the session ends; a key object is when Node gets round to freeing it.
  readonly #fromAgent: Buffer;
  readonly #toAgent: Buffer;
  readonly #nonce: Buffer;
  #isWiped = false;

  /** Keeps copies, so the caller can wipe its own. `nonceStart` is 12 bytes of chance: two ciphers of one key must not share them. */
  constructor(dataKey: Uint8Array, nonceStart: Uint8Array) {
    if (dataKey.length !== DATA_KEY_BYTES) {
      throw new WireError('BAD_ARGUMENT', `the data key must have ${DATA_KEY_BYTES} bytes`);
    }
    if (nonceStart.length !== NONCE_BYTES) {
      throw new WireError('BAD_ARGUMENT', `the first nonce must have ${NONCE_BYTES} bytes`);
    }
    this.#fromAgent = Buffer.from(dataKey.subarray(0, KEY_BYTES));
    this.#toAgent = Buffer.from(dataKey.subarray(KEY_BYTES));
    this.#nonce = Buffer.from(nonceStart);
  }

  /** Encrypts for the agent, under a nonce that this cipher has never used. */
  seal(plain: Uint8Array): Uint8Array {
    const sealed = Buffer.allocUnsafe(plain.length + SEAL_BYTES);
    this.sealInto(sealed, 0, plain);
    return sealed;
  }

  /** As `seal`, but leaves the `plain.length + SEAL_BYTES` bytes where they are wanted. */
  sealInto(target: Uint8Array, at: number, plain: Uint8Array): void {
    this.#requireKeys();
    const cipher = createCipheriv(CIPHER, this.#toAgent, this.#nonce, CIPHER_OPTIONS);
    target.set(this.#nonce, at);
    // Before anything can fail: a nonce that was once given to a cipher is spent.
    countUp(this.#nonce);
    target.set(cipher.update(plain), at + NONCE_BYTES);
    cipher.final();
    target.set(cipher.getAuthTag(), at + NONCE_BYTES + plain.length);
  }

  /** Decrypts what the agent sent; throws a WireError for whatever was not encrypted with its key, or was changed on the way. */
  open(sealed: Uint8Array): Uint8Array {
    this.#requireKeys();
    const tagAt = sealed.length - TAG_BYTES;
    if (tagAt < NONCE_BYTES) throw new WireError('DECRYPTION_FAILED', 'payload is too short to be encrypted');
    const cipher = createDecipheriv(CIPHER, this.#fromAgent, sealed.subarray(0, NONCE_BYTES), CIPHER_OPTIONS);
    cipher.setAuthTag(sealed.subarray(tagAt));
    const plain = cipher.update(sealed.subarray(NONCE_BYTES, tagAt));
    try {
      cipher.final();
    } catch {
      plain.fill(0);
      throw new WireError('DECRYPTION_FAILED', 'payload was not encrypted with the key of this session');
    }
    return plain;
  }

  /** Overwrites the keys; the cipher throws a WireError at every use afterwards. */
  wipe(): void {
    this.#isWiped = true;
    this.#fromAgent.fill(0);
    this.#toAgent.fill(0);
  }

  /** Keys of zeros would encrypt for everybody. */
  #requireKeys(): void {
    if (this.#isWiped) throw new WireError('BAD_ARGUMENT', 'the keys of this session are gone');
  }
}

/** The next nonce, as the agent counts: three little-endian 32-bit words with carry. */
function countUp(nonce: Buffer): void {
  for (let at = 0; at < NONCE_BYTES; at += 4) {
    const word = (nonce.readUInt32LE(at) + 1) >>> 0;
    nonce.writeUInt32LE(word, at);
    if (word !== 0) return;
  }
}
