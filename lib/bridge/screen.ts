import { encodeBytes } from '../terminal-wire/messages';
import type { Piece } from './track';
import type { Source, Viewer } from './viewer';

type Held = { offset: number; frame: Uint8Array };

/**
 * What a terminal has shown and is not durable yet. Output of one turn of the event loop becomes one frame, made once and given to all
 * viewers and the recorder alike. In a strict environment viewers see only what is durable.
 */
export class Screen implements Source {
  readonly viewers = new Set<Viewer>();
  readonly #isStrict: boolean;
  readonly #read: (offset: number) => Promise<Uint8Array[]>;
  readonly #record: (piece: Piece) => void;
  readonly #held: Held[] = [];
  #committed: number;
  #end: number;
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  #nextIncoming = 0n;
  #isGathering = false;

  constructor(o: {
    from: number;
    isStrict: boolean;
    read(offset: number): Promise<Uint8Array[]>;
    record(piece: Piece): void;
  }) {
    this.#committed = o.from;
    this.#end = o.from;
    this.#isStrict = o.isStrict;
    this.#read = o.read;
    this.#record = o.record;
  }

  /** Where output ends, durable or not. */
  get end(): number {
    return this.#end;
  }

  /** Bytes that are held here because they are not durable. */
  get heldBytes(): number {
    return this.#end - this.#committed + this.#partBytes;
  }

  get visibleEnd(): number {
    return this.#isStrict ? this.#committed : this.#end;
  }

  get tailFrom(): number {
    return this.#committed;
  }

  read(offset: number): Promise<Uint8Array[]> {
    return this.#read(offset);
  }

  tail(offset: number): Uint8Array | null {
    if (offset >= this.visibleEnd) return null;
    const held = this.#held.find((one) => offset < one.offset + one.frame.length - 8);
    return held === undefined || held.offset > offset ? null : held.frame.subarray(8 + offset - held.offset);
  }

  /** Output of the agent, or (empty) a message of it that shows nothing; `sequence` is the message's. */
  add(bytes: Uint8Array, sequence: bigint): void {
    this.#nextIncoming = sequence + 1n;
    if (bytes.length > 0) {
      this.#parts.push(bytes);
      this.#partBytes += bytes.length;
    }
    if (this.#isGathering) return;
    this.#isGathering = true;
    setImmediate(() => this.gather());
  }

  /** Makes what came since the last call one frame, shows it and gives it to the recorder. */
  gather(): void {
    if (!this.#isGathering) return;
    this.#isGathering = false;
    const bytes = this.#partBytes;
    const frame = frameOf(this.#end, this.#parts, bytes);
    this.#parts = [];
    this.#partBytes = 0;
    const offset = this.#end;
    this.#end += bytes;
    if (bytes > 0) this.#held.push({ offset, frame });
    this.#record({ bytes: frame.subarray(8), nextIncoming: this.#nextIncoming });
    if (bytes > 0 && !this.#isStrict) for (const viewer of this.viewers) viewer.feed(frame, offset);
  }

  /** Nothing beyond this offset became durable, and nothing ever will: it is as if it had not come. */
  truncate(endOffset: number): void {
    this.#held.length = 0;
    this.#committed = endOffset;
    this.#end = endOffset;
  }

  /** Everything before this offset is durable and need not be held. */
  committed(endOffset: number): void {
    const shown: Held[] = [];
    for (
      let first = this.#held[0];
      first && first.offset + first.frame.length - 8 <= endOffset;
      first = this.#held[0]
    ) {
      this.#held.shift();
      shown.push(first);
    }
    this.#committed = endOffset;
    if (!this.#isStrict) return;
    for (const { frame, offset } of shown) for (const viewer of this.viewers) viewer.feed(frame, offset);
  }
}

function frameOf(offset: number, parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first) return encodeBytes(offset, first);
  const frame = Buffer.allocUnsafe(8 + bytes);
  frame.writeBigUInt64BE(BigInt(offset));
  let at = 8;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}
