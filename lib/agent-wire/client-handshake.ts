import { hash } from 'node:crypto';
import {
  answerHandshake,
  decodeEncryptionChallenge,
  decodeHandshakeComplete,
  decodeHandshakeRequest,
  encodeEncryptionChallenge,
  encodeHandshakeResponse,
  type HandshakeRequest,
} from './handshake';
import type { JsonObject } from './json-payload';
import { SEAL_BYTES, SessionCipher } from './session-cipher';
import { WireError } from './wire-error';

/** What the key of an encrypted session is bound to, and whether one without encryption is refused. */
export type EncryptionTerms = {
  sessionId: string;
  /** The target exactly as the session was started with it, which is the agent's own name for itself. */
  targetId: string;
  /** True when the session's document is known to demand encryption: nothing is then taken in clear. */
  isRequired?: boolean;
};

/** A call of GenerateDataKey, for 64 bytes, as the agent will ask to have the key decrypted. */
export type DataKeyRequest = { keyId: string; encryptionContext: Record<string, string> };

/** A data key in clear, and as KMS encrypted it. */
export type DataKey = { plaintext: Uint8Array; ciphertext: Uint8Array };

/** What is known of a session once its type is. */
export type SessionOutline = { sessionType: string; properties: JsonObject; agentVersion: string };

/** What a handshake request leads to: an answer at once, or first a data key. */
type Asked = { response: Uint8Array | null; failure: WireError | null; keyWanted: DataKeyRequest | null };

const NONCE_BYTES = 12;
const MAX_CIPHERTEXT_BYTES = 6144;

/**
 * The client's part of the handshake, and what it agreed on: the session's outline and its keys. Each step is allowed in one state only,
 * and once encryption was asked for there is no way back to plain text.
 */
export class ClientHandshake {
  readonly #clientVersion: string;
  readonly #newId: () => string;
  readonly #terms: EncryptionTerms | undefined;
  #state: 'none' | 'keyWanted' | 'challengeDue' | 'answered' | 'complete' = 'none';
  #request: HandshakeRequest | null = null;
  #outline: SessionOutline | null = null;
  #cipher: SessionCipher | null = null;
  /**
   * A predecessor had a key. What it did not acknowledge in time is heard again here; without the wrapped key it counts as answered there.
   */
  readonly #isTakenOver: boolean;
  readonly #wrappedKey: Uint8Array | undefined;

  /** A predecessor's data key takes the place of the handshake it came from; it is copied. */
  constructor(o: {
    clientVersion: string;
    newId: () => string;
    terms?: EncryptionTerms;
    dataKey?: Uint8Array;
    wrappedKey?: Uint8Array;
  }) {
    this.#clientVersion = o.clientVersion;
    this.#newId = o.newId;
    this.#terms = o.terms;
    this.#isTakenOver = o.dataKey !== undefined;
    this.#wrappedKey = o.wrappedKey;
    if (o.dataKey !== undefined) this.#cipher = new SessionCipher(o.dataKey, this.#nonceStart());
  }

  /** True before the first message of a handshake. */
  get isUntouched(): boolean {
    return this.#state === 'none';
  }

  /** The session as the agent described it, or null without a handshake. */
  get outline(): SessionOutline | null {
    return this.#outline;
  }

  get isEncrypted(): boolean {
    return this.#cipher !== null;
  }

  /** The agent's opening question. It is heard once, which also bounds what a hostile agent can have answered. */
  request(payload: Uint8Array): Asked {
    if (this.#isTakenOver) return this.#requestAgain(payload);
    if (this.#state !== 'none') {
      throw new WireError('UNEXPECTED_MESSAGE', 'handshake request after the session type was settled');
    }
    const request = decodeHandshakeRequest(payload);
    const { response, sessionType, properties, encryption, failure } = answerHandshake(request, this.#clientVersion);
    if (sessionType !== null) this.#outline = { sessionType, properties, agentVersion: request.agentVersion };
    if (encryption === null) {
      this.#requireEncryption();
      this.#state = 'answered';
      return { response: encodeHandshakeResponse(response), failure, keyWanted: null };
    }
    const terms = this.#terms;
    const hasFailed = response.actions.some(({ status, actionType }) => status !== 1 && actionType !== 'KMSEncryption');
    // No key is asked for when something else has failed already.
    if (terms === undefined || hasFailed || sessionType === null) {
      this.#state = 'answered';
      return { response: encodeHandshakeResponse(response), failure, keyWanted: null };
    }
    this.#state = 'keyWanted';
    this.#request = request;
    const encryptionContext: Record<string, string> = {
      'aws:ssm:SessionId': terms.sessionId,
      'aws:ssm:TargetId': terms.targetId,
    };
    if (encryption.challenge !== undefined) encryptionContext['aws:ssm:RandomChallenge'] = encryption.challenge;
    return { response: null, failure: null, keyWanted: { keyId: encryption.keyId, encryptionContext } };
  }

  /** The opening question, which a predecessor may have answered: the same answer, with the same key. */
  #requestAgain(payload: Uint8Array): Asked {
    if (this.#wrappedKey === undefined) return { response: null, failure: null, keyWanted: null };
    if (this.#state !== 'none') {
      throw new WireError('UNEXPECTED_MESSAGE', 'handshake request after the session type was settled');
    }
    const request = decodeHandshakeRequest(payload);
    const key = { ciphertext: this.#wrappedKey };
    const { response, encryption, failure } = answerHandshake(request, this.#clientVersion, key);
    if (encryption === null) throw new WireError('NOT_ENCRYPTED', 'the agent no longer asks for encryption');
    this.#state = 'challengeDue';
    return { response: encodeHandshakeResponse(response), failure, keyWanted: null };
  }

  /** The data key that was asked for: answers the agent, and from here on everything on the screen is encrypted. */
  takeDataKey(key: DataKey): Uint8Array {
    if (key.ciphertext.length === 0 || key.ciphertext.length > MAX_CIPHERTEXT_BYTES) {
      throw new WireError('BAD_ARGUMENT', `the encrypted data key must have 1 to ${MAX_CIPHERTEXT_BYTES} bytes`);
    }
    const cipher = new SessionCipher(key.plaintext, this.#nonceStart());
    const { response } = answerHandshake(this.#takeRequest(), this.#clientVersion, key);
    this.#cipher = cipher;
    this.#state = 'challengeDue';
    return encodeHandshakeResponse(response);
  }

  /** There is no data key, for this reason: the answer that tells the agent, and the error that ends the session. */
  refuseDataKey(reason: string): { response: Uint8Array; failure: WireError } {
    const refusal = `Error calling KMS GenerateDataKey API: ${reason}`;
    const { response, failure } = answerHandshake(this.#takeRequest(), this.#clientVersion, { refusal });
    this.#state = 'answered';
    return {
      response: encodeHandshakeResponse(response),
      failure: failure ?? new WireError('HANDSHAKE_FAILED', refusal),
    };
  }

  /** True while `takeDataKey` or `refuseDataKey` is waited for. */
  get isKeyWanted(): boolean {
    return this.#state === 'keyWanted';
  }

  /** The agent's proof that it has the key; the answer, if one is due, proves that this side has it too. */
  challenge(payload: Uint8Array): Uint8Array | null {
    if (this.#isTakenOver && this.#wrappedKey === undefined) return null;
    const isDue = this.#state === 'challengeDue' || (this.#isTakenOver && this.#state === 'none');
    if (!isDue || this.#cipher === null) {
      throw new WireError('UNEXPECTED_MESSAGE', 'encryption challenge without agreed encryption');
    }
    const plain = this.#cipher.open(decodeEncryptionChallenge(payload));
    const answer = encodeEncryptionChallenge(this.#cipher.seal(plain));
    plain.fill(0);
    this.#state = 'answered';
    return answer;
  }

  /** The agent's word that the session starts; returns what it says to the person. */
  complete(payload: Uint8Array, mayLackBeginning: boolean): string {
    const { customerMessage } = decodeHandshakeComplete(payload);
    if (this.#state === 'challengeDue' || this.#state === 'keyWanted') {
      throw new WireError('NOT_ENCRYPTED', 'the agent wants to start the session before encryption is agreed');
    }
    const isDue = this.#state === 'answered' || (this.#state === 'none' && mayLackBeginning);
    if (!isDue) throw new WireError('UNEXPECTED_MESSAGE', 'handshake complete without a handshake');
    this.#state = 'complete';
    return customerMessage;
  }

  /** Bytes for the screen in clear; throws a WireError when they should have been encrypted and are not. */
  open(payload: Uint8Array): Uint8Array {
    if (this.#cipher !== null) return this.#cipher.open(payload);
    this.#requireClear('output');
    return payload;
  }

  /** How many bytes this much input has on its way to the agent. */
  sealedLength(length: number): number {
    return this.#cipher === null ? length : length + SEAL_BYTES;
  }

  /** Puts input as it goes to the agent, `sealedLength` bytes of it, where it is wanted; throws a WireError rather than send it in clear. */
  sealInto(target: Uint8Array, at: number, payload: Uint8Array): void {
    if (this.#cipher !== null) {
      this.#cipher.sealInto(target, at, payload);
      return;
    }
    this.#requireClear('input');
    target.set(payload, at);
  }

  /** Overwrites the keys, when the session is over. */
  wipe(): void {
    this.#cipher?.wipe();
  }

  #takeRequest(): HandshakeRequest {
    const request = this.#request;
    if (this.#state !== 'keyWanted' || request === null) {
      throw new WireError('BAD_ARGUMENT', 'no data key is waited for');
    }
    this.#request = null;
    return request;
  }

  /** All chance comes from the caller: an id has more of it than a nonce has room for. */
  #nonceStart(): Uint8Array {
    return hash('sha256', this.#newId(), 'buffer').subarray(0, NONCE_BYTES);
  }

  /** Refuses to go on without keys where there have to be some. */
  #requireClear(what: 'input' | 'output'): void {
    if (this.#state === 'keyWanted') {
      throw new WireError('NOT_ENCRYPTED', `${what} is in clear after the agent asked for encryption`);
    }
    this.#requireEncryption();
  }

  #requireEncryption(): void {
    if (this.#terms?.isRequired && this.#cipher === null) {
      throw new WireError('NOT_ENCRYPTED', 'the session must be encrypted, and the agent did not ask for it');
    }
  }
}
