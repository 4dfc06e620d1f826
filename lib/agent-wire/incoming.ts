import type { Frame } from './frame';
import type { ChannelLimits } from './limits';
import { WireError } from './wire-error';

/** What to do with a stream message: hand it on now, acknowledge it again, or nothing at all. */
type Arrival = 'consume' | 'reacknowledge' | 'nothing';

/** A message handed on whose acknowledgement is owed. */
type Owed = { messageId: string; bytes: number };

/** A message whose bytes are committed and whose acknowledgement can be sent. */
type Due = { sequence: bigint; messageId: string };

/** Compact the list of owed acknowledgements when this many of its front entries are spent. */
const COMPACT_AT = 512;

/**
 * Puts the agent's messages in order and keeps back their acknowledgements until they are committed.
 *
 * Four marks only ever rise: acknowledged <= committed <= expected, and nothing at or above `committed` is ever acknowledged. So the
 * agent still holds every byte that a crash of ours could lose.
 */
export class Incoming {
  readonly #limits: ChannelLimits;
  /** The next message to hand on. */
  #expected: bigint;
  /** The first message not yet committed. */
  #committed: bigint;
  /** The first message whose acknowledgement is owed; `#owed[#spent]` belongs to it. */
  #acknowledged: bigint;
  #owed: Owed[] = [];
  #spent = 0;
  #owedBytes = 0;
  readonly #early = new Map<bigint, Frame>();
  #earlyBytes = 0;

  constructor(first: bigint, limits: ChannelLimits) {
    this.#expected = first;
    this.#committed = first;
    this.#acknowledged = first;
    this.#limits = limits;
  }

  /** The first sequence number not yet committed: where a successor of this process has to go on. */
  get committed(): bigint {
    return this.#committed;
  }

  /** Judges one message, and keeps a copy of it when it came too early and there is room. */
  arrive(frame: Frame): Arrival {
    const sequence = frame.sequenceNumber;
    if (sequence < this.#committed) return 'reacknowledge';
    if (sequence < this.#expected) return 'nothing';
    if (sequence === this.#expected && this.#mayConsume()) {
      this.#consumed(frame);
      return 'consume';
    }
    this.#keep(frame);
    return 'nothing';
  }

  /** The next message in order from those that came early, or null when it has not come or the recorder is behind. */
  takeEarly(): Frame | null {
    if (this.#early.size === 0 || !this.#mayConsume()) return null;
    const frame = this.#early.get(this.#expected);
    if (frame === undefined) return null;
    this.#early.delete(frame.sequenceNumber);
    this.#earlyBytes -= frame.payload.length;
    this.#consumed(frame);
    return frame;
  }

  /** Raises the committed mark to include `through`; lower marks are ignored, one that was never handed on is the caller's mistake. */
  commit(through: bigint): void {
    if (through >= this.#expected)
      throw new WireError('BAD_ARGUMENT', 'committed a sequence number that was not handed on');
    if (through >= this.#committed) this.#committed = through + 1n;
  }

  /** Takes the acknowledgements that committing has made due, in order. */
  takeDue(): Due[] {
    const due: Due[] = [];
    while (this.#acknowledged < this.#committed) {
      const owed = this.#owed[this.#spent];
      if (owed === undefined) throw new Error('an owed acknowledgement has no message id');
      due.push({ sequence: this.#acknowledged, messageId: owed.messageId });
      this.#owedBytes -= owed.bytes;
      this.#acknowledged += 1n;
      this.#spent += 1;
    }
    if (this.#spent === this.#owed.length || this.#spent >= COMPACT_AT) {
      this.#owed = this.#owed.slice(this.#spent);
      this.#spent = 0;
    }
    return due;
  }

  #mayConsume(): boolean {
    const { maxUncommitted, maxUncommittedBytes } = this.#limits;
    return this.#owed.length - this.#spent < maxUncommitted && this.#owedBytes < maxUncommittedBytes;
  }

  #consumed(frame: Frame): void {
    // The same message may have come early too, while the recorder was behind.
    const early = this.#early.get(frame.sequenceNumber);
    if (early !== undefined) {
      this.#early.delete(frame.sequenceNumber);
      this.#earlyBytes -= early.payload.length;
    }
    this.#owed.push({ messageId: frame.messageId, bytes: frame.payload.length });
    this.#owedBytes += frame.payload.length;
    this.#expected += 1n;
  }

  #keep(frame: Frame): void {
    if (this.#early.has(frame.sequenceNumber)) return;
    if (frame.sequenceNumber - this.#expected >= BigInt(this.#limits.maxBufferedMessages)) return;
    // What finds no place was not acknowledged either, so the agent sends it again.
    if (this.#earlyBytes + frame.payload.length > this.#limits.maxBufferedBytes) return;
    // A copy, because a view would keep the whole received buffer alive for as long as the gap lasts.
    this.#early.set(frame.sequenceNumber, {
      ...frame,
      payload: Uint8Array.from(frame.payload),
      payloadDigest: new Uint8Array(),
    });
    this.#earlyBytes += frame.payload.length;
  }
}
