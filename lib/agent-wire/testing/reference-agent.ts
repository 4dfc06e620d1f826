import { randomBytes } from 'node:crypto';
import {
  decodeAcknowledge,
  decodeEncryptionChallenge,
  decodeFlag,
  decodeFrame,
  decodeHandshakeResponse,
  decodeSize,
  encodeAcknowledge,
  encodeEncryptionChallenge,
  encodeFrame,
  encodeHandshakeComplete,
  encodeHandshakeRequest,
  FLAG_SYN,
  type Frame,
  MessageType,
  PayloadType,
  type TerminalSize,
} from '../index';
import { RoundTrip } from '../round-trip';
import { agentCipher } from './agent-cipher';

const RESEND_EVERY_MS = 100;

/** What the agent wants settled before the session starts. */
type Handshake = {
  sessionType?: string;
  properties?: Record<string, string> | null;
  agentVersion?: string;
  /** With a key the session is encrypted; `decrypt` is KMS as the agent calls it. */
  kms?: { keyId: string; challenge?: string; decrypt: (ciphertext: Buffer) => Uint8Array };
};

type ReferenceAgentOptions = {
  newId: () => string;
  handshake: Handshake | null;
  /** Called with each payload of input, in order. */
  heard?: (payload: Uint8Array) => void;
  flagged?: (flag: number) => void;
};

type Unacknowledged = { sequence: bigint; bytes: Uint8Array; lastSentAtMs: number };

/**
 * The other end of the line for tests: the agent's rules of acknowledging, ordering and repeating, without sockets or timers.
 * It acknowledges after processing, acknowledges early messages when it keeps them and duplicates always, and repeats only its oldest.
 */
export class ReferenceAgent {
  /** Payloads of input, in the order the shell would read them. */
  readonly input: Uint8Array[] = [];
  readonly sizes: TerminalSize[] = [];
  readonly flags: number[] = [];

  readonly #handshake: Handshake | null;
  readonly #heard: (payload: Uint8Array) => void;
  readonly #flagged: (flag: number) => void;
  #cipher: ReturnType<typeof agentCipher> | null = null;
  readonly #secret = randomBytes(64);
  readonly #newId: () => string;
  readonly #roundTrip = new RoundTrip();
  readonly #early = new Map<bigint, Frame>();
  #unacknowledged: Unacknowledged[] = [];
  #expected = 0n;
  #next = 0n;
  #nextLookAtMs = 0;
  #state: 'shaking' | 'challenging' | 'running';
  readonly #held: Uint8Array[] = [];

  constructor(options: ReferenceAgentOptions) {
    this.#newId = options.newId;
    this.#handshake = options.handshake;
    this.#heard = options.heard ?? (() => undefined);
    this.#flagged = options.flagged ?? (() => undefined);
    this.#state = options.handshake ? 'shaking' : 'running';
  }

  /** True when every message it sent was acknowledged and none waits for a handshake. */
  get isQuiet(): boolean {
    return this.#unacknowledged.length === 0 && this.#held.length === 0;
  }

  get nextWakeAtMs(): number | null {
    return this.#unacknowledged.length === 0 ? null : this.#nextLookAtMs;
  }

  /** It has connected: asks for a handshake when it wants one. */
  open(nowMs: number): Uint8Array[] {
    if (this.#handshake === null) return [];
    const {
      sessionType = 'InteractiveCommands',
      properties = null,
      agentVersion = '3.3.1142.0',
      kms,
    } = this.#handshake;
    const actions = [
      { actionType: 'SessionType', parameters: { SessionType: sessionType, Properties: properties } },
      ...(kms
        ? [{ actionType: 'KMSEncryption', parameters: { KMSKeyId: kms.keyId, Challenge: kms.challenge ?? '' } }]
        : []),
    ];
    return [this.#send(PayloadType.handshakeRequest, encodeHandshakeRequest({ agentVersion, actions }), nowMs)];
  }

  /** The shell printed something; at most 1024 bytes. */
  print(bytes: Uint8Array, nowMs: number): Uint8Array[] {
    if (this.#state !== 'running') {
      this.#held.push(bytes);
      return [];
    }
    return [this.#send(PayloadType.output, this.#cipher?.seal(bytes) ?? bytes, nowMs)];
  }

  /** A flag for the client of a port session. */
  sendFlag(flag: number, nowMs: number): Uint8Array[] {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(flag);
    return [this.#send(PayloadType.flag, payload, nowMs)];
  }

  receive(message: Uint8Array, nowMs: number): Uint8Array[] {
    // The agent does not look at digests.
    const frame = decodeFrame(message, { checkDigest: false });
    if (frame.messageType === MessageType.acknowledge) {
      this.#acknowledged(decodeAcknowledge(frame.payload).acknowledgedSequence, nowMs);
      return [];
    }
    if (frame.messageType !== MessageType.input) return [];
    const answers: Uint8Array[] = [];
    if (frame.sequenceNumber > this.#expected) {
      this.#early.set(frame.sequenceNumber, { ...frame, payload: Uint8Array.from(frame.payload) });
    } else if (frame.sequenceNumber === this.#expected) {
      answers.push(...this.#process(frame, nowMs));
      for (let early = this.#takeEarly(); early !== undefined; early = this.#takeEarly()) {
        answers.push(...this.#process(early, nowMs));
      }
    }
    answers.push(this.#acknowledge(frame, nowMs));
    return answers;
  }

  tick(nowMs: number): Uint8Array[] {
    const oldest = this.#unacknowledged[0];
    if (oldest === undefined || nowMs < this.#nextLookAtMs) return [];
    this.#nextLookAtMs = nowMs + RESEND_EVERY_MS;
    if (nowMs - oldest.lastSentAtMs <= this.#roundTrip.timeoutMs) return [];
    oldest.lastSentAtMs = nowMs;
    return [oldest.bytes];
  }

  #takeEarly(): Frame | undefined {
    const frame = this.#early.get(this.#expected);
    this.#early.delete(this.#expected);
    return frame;
  }

  #process(frame: Frame, nowMs: number): Uint8Array[] {
    this.#expected += 1n;
    // Whatever else arrives during the handshake is acknowledged and thrown away.
    if (this.#state === 'shaking') {
      return frame.payloadType === PayloadType.handshakeResponse ? this.#answered(frame, nowMs) : [];
    }
    if (this.#state === 'challenging') {
      return frame.payloadType === PayloadType.encryptionChallengeResponse ? this.#proved(frame, nowMs) : [];
    }
    if (frame.payloadType === PayloadType.output) {
      const payload = this.#cipher?.open(frame.payload) ?? Uint8Array.from(frame.payload);
      this.input.push(payload);
      this.#heard(payload);
    }
    if (frame.payloadType === PayloadType.size) this.sizes.push(decodeSize(frame.payload));
    if (frame.payloadType === PayloadType.flag) {
      this.flags.push(decodeFlag(frame.payload));
      this.#flagged(decodeFlag(frame.payload));
    }
    return [];
  }

  #answered(frame: Frame, nowMs: number): Uint8Array[] {
    const { actions } = decodeHandshakeResponse(frame.payload);
    if (actions.some((action) => action.status !== 1)) throw new Error('the client failed the handshake');
    const kms = this.#handshake?.kms;
    if (kms === undefined) return this.#finishHandshake(nowMs);
    const result = actions[1]?.result as { KMSCipherTextKey: string; ChallengeAcknowledgement?: boolean };
    if ((result.ChallengeAcknowledgement ?? false) !== (kms.challenge !== undefined)) {
      throw new Error('the client did not heed the challenge');
    }
    this.#cipher = agentCipher(kms.decrypt(Buffer.from(result.KMSCipherTextKey, 'base64')));
    this.#state = 'challenging';
    const challenge = encodeEncryptionChallenge(this.#cipher.seal(this.#secret));
    return [this.#send(PayloadType.encryptionChallengeRequest, challenge, nowMs)];
  }

  #proved(frame: Frame, nowMs: number): Uint8Array[] {
    const answer = this.#cipher?.open(decodeEncryptionChallenge(frame.payload));
    if (!answer?.equals(this.#secret)) throw new Error('the client does not have the key');
    return this.#finishHandshake(nowMs);
  }

  #finishHandshake(nowMs: number): Uint8Array[] {
    this.#state = 'running';
    const complete = encodeHandshakeComplete({ timeToCompleteNs: 2_232_461, customerMessage: '' });
    const messages = [this.#send(PayloadType.handshakeComplete, complete, nowMs)];
    for (const bytes of this.#held.splice(0)) messages.push(...this.print(bytes, nowMs));
    return messages;
  }

  #acknowledged(sequence: bigint, nowMs: number): void {
    const sent = this.#unacknowledged.find((message) => message.sequence === sequence);
    if (sent === undefined) return;
    this.#roundTrip.sample(nowMs - sent.lastSentAtMs);
    this.#unacknowledged = this.#unacknowledged.filter((message) => message !== sent);
  }

  #acknowledge(frame: Frame, nowMs: number): Uint8Array {
    return encodeAcknowledge({
      acknowledgedMessageType: MessageType.input,
      acknowledgedMessageId: frame.messageId,
      acknowledgedSequence: frame.sequenceNumber,
      messageId: this.#newId(),
      createdAtMs: nowMs,
    });
  }

  #send(payloadType: number, payload: Uint8Array, nowMs: number): Uint8Array {
    const sequence = this.#next;
    const bytes = encodeFrame({
      messageType: MessageType.output,
      createdAtMs: nowMs,
      sequenceNumber: sequence,
      flags: sequence === 0n ? FLAG_SYN : 0n,
      messageId: this.#newId(),
      payloadType,
      payload,
    });
    this.#next += 1n;
    if (this.#unacknowledged.length === 0) this.#nextLookAtMs = nowMs + RESEND_EVERY_MS;
    this.#unacknowledged.push({ sequence, bytes, lastSentAtMs: nowMs });
    return bytes;
  }
}
