import { encodeFrame, MessageType } from './frame';
import type { ChannelLimits } from './limits';
import { encodeSize, PayloadType, type TerminalSize } from './payloads';
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
const FALLBACK_SIZE: TerminalSize = { cols: 80, rows: 24 };

type Sent = { bytes: Uint8Array; lastSentAtMs: number; resends: number; inputBytes: number; isAcknowledged: boolean };
type Payload = { payloadType: number; payload: Uint8Array };

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

  #isStarted = false;
  #control: Payload | null = null;
  #size: TerminalSize | null = null;
  #isSizeWaiting = false;
  readonly #input: Uint8Array[] = [];
  #inputBytes = 0;
  #acceptedBytes = 0;
  #lastResendAtMs = Number.NEGATIVE_INFINITY;

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

  /** Lets sizes and input go out: the session type is known. */
  start(): void {
    this.#isStarted = true;
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
      const piece = bytes.subarray(from, from + CHUNK_BYTES);
      // The reference client turns a payload of exactly one line feed into a carriage return, and shells rely on it.
      this.#input.push(piece.length === 1 && piece[0] === LINE_FEED ? CARRIAGE_RETURN : piece);
    }
    this.#inputBytes += bytes.length;
  }

  /** Queues a size; of several waiting ones only the last is sent. */
  queueSize(size: TerminalSize): void {
    if (this.#size?.cols === size.cols && this.#size.rows === size.rows) return;
    encodeSize(size);
    this.#size = size;
    this.#isSizeWaiting = true;
  }

  /** Queues the answer to a handshake, which goes before everything else and does not wait for the start. */
  queueControl(payloadType: number, payload: Uint8Array): void {
    this.#control = { payloadType, payload };
  }

  /** Messages that the window has room for, now sent for the first time. */
  release(nowMs: number): Uint8Array[] {
    const released: Uint8Array[] = [];
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
    while (this.#window[0]?.isAcknowledged) {
      const inputBytes = this.#window.shift()?.inputBytes ?? 0;
      this.#inputBytes -= inputBytes;
      this.#acceptedBytes += inputBytes;
    }
  }

  /** Everything unacknowledged, for a line that was opened anew. */
  resendAll(nowMs: number): Uint8Array[] {
    const unacknowledged = this.#window.filter((sent) => !sent.isAcknowledged);
    for (const sent of unacknowledged) sent.lastSentAtMs = nowMs;
    return unacknowledged.map((sent) => sent.bytes);
  }

  /** When the oldest message has to be sent again, or null when nothing is unacknowledged. */
  get resendAtMs(): number | null {
    const oldest = this.#window[0];
    if (oldest === undefined) return null;
    // Strictly later than the timeout, in whole milliseconds.
    const lostAtMs = oldest.lastSentAtMs + Math.floor(this.#roundTrip.timeoutMs) + 1;
    return Math.max(lostAtMs, this.#lastResendAtMs + RESEND_EVERY_MS);
  }

  /** The oldest message, byte for byte, when it is time to send it again; throws a WireError when that has happened too often. */
  takeResend(nowMs: number): Uint8Array | null {
    const oldest = this.#window[0];
    if (oldest === undefined) return null;
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
    if (this.#control !== null) {
      const control = this.#control;
      this.#control = null;
      return control;
    }
    if (!this.#isStarted) return null;
    if (this.#isSizeWaiting && this.#size !== null) {
      this.#isSizeWaiting = false;
      return { payloadType: PayloadType.size, payload: encodeSize(this.#size) };
    }
    const payload = this.#input.shift();
    return payload === undefined ? null : { payloadType: PayloadType.output, payload };
  }

  #send({ payloadType, payload }: Payload, nowMs: number): Uint8Array {
    if (this.#next > LAST_SEQUENCE) throw new WireError('SEQUENCE_EXHAUSTED', 'no sequence number is left');
    const bytes = encodeFrame({
      messageType: MessageType.input,
      createdAtMs: Math.floor(nowMs),
      sequenceNumber: this.#next,
      // The client never sets a flag, not even on its first message.
      flags: 0n,
      messageId: this.#newId(),
      payloadType,
      payload,
    });
    this.#next += 1n;
    const inputBytes = payloadType === PayloadType.output ? payload.length : 0;
    this.#window.push({ bytes, lastSentAtMs: nowMs, resends: 0, inputBytes, isAcknowledged: false });
    this.#windowBytes += bytes.length;
    return bytes;
  }
}
