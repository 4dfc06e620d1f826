import { encodeFrame, type FrameHeader, layOutFrame, MessageType, Offset, writeDigest } from './frame';
import type { ChannelLimits } from './limits';
import { decodeFlag, encodeFlag, encodeSize, PayloadType, type TerminalSize } from './payloads';
import { RoundTrip } from './round-trip';
import { WireError } from './wire-error';

/** Input is cut into pieces of this many bytes, as the reference programs do. */
const CHUNK_BYTES = 1024;
/** The oldest message is sent again at most this often. */
const RESEND_EVERY_MS = 100;
const LAST_SEQUENCE = 2n ** 63n - 1n;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = Uint8Array.of(0x0d);
const NOTHING = new Uint8Array();
const ANSWERS: ReadonlySet<number> = new Set([PayloadType.handshakeResponse, PayloadType.encryptionChallengeResponse]);
const FALLBACK_SIZE: TerminalSize = { cols: 80, rows: 24 };

/** On a line that is back everything is repeated at most this often, however often the service says so. */
const RESEND_ALL_EVERY_MS = 1000;

type Payload = { payloadType: number; payload: Uint8Array };
type Sent = {
  bytes: Uint8Array;
  lastSentAtMs: number;
  resends: number;
  inputBytes: number;
  flag: number | null;
  /** Its payload type when it is an answer of the handshake. */
  answer: number | null;
  isAcknowledged: boolean;
};

/** How input differs from session to session. */
type InputRules = {
  /** Encrypts payloads of type output, the only ones that are, straight into their messages. */
  cipher: {
    sealedLength(length: number): number;
    sealInto(target: Uint8Array, at: number, payload: Uint8Array): void;
  };
  /** Port data is passed on as it is; the reference client damages it. */
  turnsLineFeeds: boolean;
};

/** What goes to the agent: numbers messages, keeps the unacknowledged ones and says when the oldest has to be sent again. */
export class Outgoing {
  readonly #newId: () => string;
  readonly #limits: ChannelLimits;
  readonly #roundTrip = new RoundTrip();

  /** The unacknowledged messages, without gaps: the first has number `#next - #window.length`. */
  readonly #window: Sent[] = [];
  #windowBytes = 0;
  #next: bigint;
  /** Numbers below this may have been used by a predecessor, and are filled with sizes. */
  readonly #fillBefore: bigint;

  #rules: InputRules | null = null;
  #isHeld = false;
  readonly #control: Payload[] = [];
  #size: TerminalSize | null = null;
  #isSizeWaiting = false;
  readonly #input: Payload[] = [];
  #inputBytes = 0;
  #acceptedBytes = 0;
  readonly #acceptedFlags: number[] = [];
  readonly #acceptedAnswers: number[] = [];
  #lastResendAtMs = Number.NEGATIVE_INFINITY;
  #lastResendAllAtMs = Number.NEGATIVE_INFINITY;

  constructor(o: { newId: () => string; limits: ChannelLimits; first: bigint; fillBefore: bigint }) {
    this.#newId = o.newId;
    this.#limits = o.limits;
    this.#next = o.first;
    this.#fillBefore = o.fillBefore;
  }

  /** The first number that was certainly never used. */
  get nextSequence(): bigint {
    if (this.#next < this.#fillBefore) return this.#fillBefore;
    return this.#next;
  }

  /** Every number below this was acknowledged. */
  get oldestUnacknowledged(): bigint {
    return this.#next - BigInt(this.#window.length);
  }

  /** Input bytes accepted from the caller and not yet acknowledged by the agent. */
  get queuedBytes(): number {
    return this.#inputBytes;
  }

  /** Input bytes acknowledged without a gap since the beginning. */
  get acceptedBytes(): number {
    return this.#acceptedBytes;
  }

  get canWrite(): boolean {
    return (
      this.#inputBytes < this.#limits.windowBytes &&
      this.#input.length + this.#window.length < this.#limits.windowMessages
    );
  }

  /** True while something waits for its first sending or for its acknowledgement. */
  get isBusy(): boolean {
    const isWaiting = this.#control.length > 0 || this.#input.length > 0 || this.#isSizeWaiting;
    return this.#window.length > 0 || (isWaiting && this.#rules !== null);
  }

  /** Lets sizes and input go out: the session type is known. */
  start(rules: InputRules): void {
    this.#rules = rules;
  }

  /** While held nothing is sent, neither for the first time nor again. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
  }

  /** Queues input, all of it or (with a WireError) nothing. */
  queueInput(bytes: Uint8Array): void {
    const pieces = Math.ceil(bytes.length / CHUNK_BYTES);
    if (
      this.#inputBytes + bytes.length > this.#limits.maxQueuedBytes ||
      this.#input.length + pieces > this.#limits.maxQueuedMessages
    ) {
      throw new WireError('OUTGOING_FULL', 'too much input is waiting for the agent');
    }
    for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
      this.#input.push({ payloadType: PayloadType.output, payload: bytes.subarray(from, from + CHUNK_BYTES) });
    }
    this.#inputBytes += bytes.length;
  }

  /** Queues a flag behind the input that was queued before it. */
  queueFlag(flag: number): void {
    if (this.#input.length >= this.#limits.maxQueuedMessages) {
      throw new WireError('OUTGOING_FULL', 'too much input is waiting for the agent');
    }
    this.#input.push({ payloadType: PayloadType.flag, payload: encodeFlag(flag) });
  }

  /** Queues a size; of several waiting ones only the last is sent. */
  queueSize(size: TerminalSize): void {
    if (this.#size?.cols === size.cols && this.#size.rows === size.rows) return;
    encodeSize(size);
    this.#size = size;
    this.#isSizeWaiting = true;
  }

  /** Queues an answer of the handshake, which goes before everything else and does not wait for the start. */
  queueControl(payloadType: number, payload: Uint8Array): void {
    this.#control.push({ payloadType, payload });
  }

  /** Flags acknowledged without a gap since this was last asked. */
  takeAcceptedFlags(): number[] {
    return this.#acceptedFlags.splice(0);
  }

  /** Payload types of the handshake's answers that were acknowledged since this was last asked. */
  takeAcceptedAnswers(): number[] {
    return this.#acceptedAnswers.splice(0);
  }

  /** Messages that the window has room for, now sent for the first time. */
  release(nowMs: number): Uint8Array[] {
    const released: Uint8Array[] = [];
    if (this.#isHeld) return released;
    while (this.#window.length < this.#limits.windowMessages && this.#windowBytes < this.#limits.windowBytes) {
      const next = this.#takeNext();
      if (next === null) break;
      released.push(this.#send(next, nowMs));
    }
    return released;
  }

  /** Notes an acknowledgement; unknown and repeated ones are ignored. */
  acknowledge(sequence: bigint, nowMs: number): void {
    const place = sequence - this.oldestUnacknowledged;
    if (place < 0n || place >= BigInt(this.#window.length)) return;
    const sent = this.#window[Number(place)];
    if (sent === undefined || sent.isAcknowledged) return;
    this.#roundTrip.sample(nowMs - sent.lastSentAtMs);
    this.#windowBytes -= sent.bytes.length;
    sent.isAcknowledged = true;
    sent.bytes = NOTHING;
    if (sent.answer !== null) this.#acceptedAnswers.push(sent.answer);
    for (let first = this.#window[0]; first?.isAcknowledged; first = this.#window[0]) {
      this.#window.shift();
      this.#inputBytes -= first.inputBytes;
      this.#acceptedBytes += first.inputBytes;
      if (first.flag !== null) this.#acceptedFlags.push(first.flag);
    }
  }

  /** Everything unacknowledged, for an agent that is back on the line; nothing when that was said a moment ago. */
  resendAllAgain(nowMs: number): Uint8Array[] {
    this.#lastResendAllAtMs = Math.min(this.#lastResendAllAtMs, nowMs);
    return nowMs - this.#lastResendAllAtMs < RESEND_ALL_EVERY_MS ? [] : this.resendAll(nowMs);
  }

  /** Everything unacknowledged, for a line that was opened anew. */
  resendAll(nowMs: number): Uint8Array[] {
    const unacknowledged = this.#window.filter((sent) => !sent.isAcknowledged);
    if (unacknowledged.length > 0) this.#lastResendAllAtMs = nowMs;
    for (const sent of unacknowledged) sent.lastSentAtMs = nowMs;
    return unacknowledged.map((sent) => sent.bytes);
  }

  /** When the oldest message has to be sent again, or null when nothing is unacknowledged. */
  get resendAtMs(): number | null {
    const oldest = this.#window[0];
    if (oldest === undefined || this.#isHeld) return null;
    // Strictly later than the timeout, in whole milliseconds.
    const lostAtMs = oldest.lastSentAtMs + Math.floor(this.#roundTrip.timeoutMs) + 1;
    return Math.max(lostAtMs, this.#lastResendAtMs + RESEND_EVERY_MS);
  }

  /** The oldest message, byte for byte, when it is time to send it again; throws a WireError when that has happened too often. */
  takeResend(nowMs: number): Uint8Array | null {
    const oldest = this.#window[0];
    if (oldest === undefined || this.#isHeld) return null;
    // A clock that was set back would otherwise hold the message for as long as it was set back by.
    oldest.lastSentAtMs = Math.min(oldest.lastSentAtMs, nowMs);
    this.#lastResendAtMs = Math.min(this.#lastResendAtMs, nowMs);
    if (nowMs < (this.resendAtMs ?? nowMs)) return null;
    if (oldest.resends >= this.#limits.maxResends) {
      throw new WireError('NOT_ACKNOWLEDGED', `the agent did not acknowledge message ${this.oldestUnacknowledged}`);
    }
    oldest.resends += 1;
    oldest.lastSentAtMs = nowMs;
    this.#lastResendAtMs = nowMs;
    return oldest.bytes;
  }

  #takeNext(): Payload | null {
    if (this.#next < this.#fillBefore) {
      // A waiting size goes on waiting: the agent drops this message when the predecessor's own has reached it.
      return { payloadType: PayloadType.size, payload: encodeSize(this.#size ?? FALLBACK_SIZE) };
    }
    const control = this.#control.shift();
    if (control !== undefined) return control;
    if (this.#rules === null) return null;
    if (this.#isSizeWaiting && this.#size !== null) {
      this.#isSizeWaiting = false;
      return { payloadType: PayloadType.size, payload: encodeSize(this.#size) };
    }
    return this.#input.shift() ?? null;
  }

  #send({ payloadType, payload }: Payload, nowMs: number): Uint8Array {
    if (this.#next > LAST_SEQUENCE) throw new WireError('SEQUENCE_EXHAUSTED', 'no sequence number is left');
    const isInput = payloadType === PayloadType.output;
    const header = {
      messageType: MessageType.input,
      createdAtMs: Math.floor(nowMs),
      sequenceNumber: this.#next,
      // The client never sets a flag, not even on its first message.
      flags: 0n,
      messageId: this.#newId(),
      payloadType,
    };
    const bytes = isInput ? this.#layOutInput(header, payload) : encodeFrame({ ...header, payload });
    this.#next += 1n;
    this.#window.push({
      bytes,
      lastSentAtMs: nowMs,
      resends: 0,
      inputBytes: isInput ? payload.length : 0,
      flag: payloadType === PayloadType.flag ? decodeFlag(payload) : null,
      answer: ANSWERS.has(payloadType) ? payloadType : null,
      isAcknowledged: false,
    });
    this.#windowBytes += bytes.length;
    return bytes;
  }

  #layOutInput(header: FrameHeader, payload: Uint8Array): Uint8Array {
    if (this.#rules === null) throw new Error('input is sent before the session type is known');
    const { cipher, turnsLineFeeds } = this.#rules;
    const frame = layOutFrame(header, cipher.sealedLength(payload.length));
    // The reference client turns a payload of exactly one line feed into a carriage return, and shells rely on it.
    const isLineFeed = turnsLineFeeds && payload.length === 1 && payload[0] === LINE_FEED;
    cipher.sealInto(frame, Offset.payload, isLineFeed ? CARRIAGE_RETURN : payload);
    writeDigest(frame);
    return frame;
  }
}
