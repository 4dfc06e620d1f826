import type { TerminalId } from '../domain/ids';
import { FIRST_DIGEST } from '../domain/recordings/chunk';
import { type Chunk, MAX_CHUNK_BYTES, type RecordingEnd } from '../domain/recordings/recording';
import { chunkDigest, packChunk } from '../use-cases/recordings/chunk-codec';

/** A chunk that is being offered, and the one made meanwhile. */
const MOST_MADE = 2;

/** Output as it came in one turn of the event loop; without bytes it only moves `nextIncoming` on. */
export type Piece = {
  bytes: Uint8Array;
  /** The agent's next sequence number once this is durable. */
  nextIncoming: bigint;
};

/** What a track asks of its terminal, and tells it. */
export type TrackOwner = {
  terminalId: TerminalId;
  openedAt(): Date;
  /** Read when a chunk is made: what a successor has to know besides the output. */
  marks(): { ackedOutgoing: bigint; inputOffset: number };
  /** Everything before this offset, and every message below this number, is durable. */
  committed(endOffset: number, nextIncoming: bigint): void;
  /** Another bridge carries the terminal: nothing more may be shown or written by this one. */
  fenced(): void;
  /** Whether output can be recorded at the moment. */
  safe(isSafe: boolean): void;
};

/** One terminal's place in the recorder: what is not durable yet, and the chain it continues. */
export class Track {
  readonly owner: TrackOwner;
  readonly #pieces: Piece[] = [];
  /** Kept as they are until their fate is known: an attempt whose answer was lost is recognised by its digest. */
  readonly #made: { chunk: Chunk; pieces: number }[] = [];
  #madePieces = 0;
  #ordinal: number;
  #digest: Uint8Array;
  #endOffset: number;
  /** Bytes of which no chunk has been made. */
  unmadeBytes = 0;
  isMaking = false;
  isSafe = true;
  isClosed = false;
  /** How often in a row its own chunk was not taken; above zero it is offered by itself. */
  refusals = 0;
  retry: NodeJS.Timeout | null = null;
  /** Since when its row has been locked by somebody else. */
  passedOverSinceMs: number | null = null;
  readonly waiters: (() => void)[] = [];

  constructor(owner: TrackOwner, end: RecordingEnd | null) {
    this.owner = owner;
    this.#ordinal = end ? end.ordinal + 1 : 0;
    this.#digest = end?.digest ?? FIRST_DIGEST;
    this.#endOffset = end?.endOffset ?? 0;
  }

  /** Where the durable recording ends. */
  get endOffset(): number {
    return this.#endOffset;
  }

  /** Digest of the last durable chunk. */
  get digest(): Uint8Array {
    return this.#digest;
  }

  /** Tells its terminal whether output can be recorded, once for each change; nothing when it is closed. */
  tell(isSafe: boolean): void {
    if (this.isSafe === isSafe || this.isClosed) return;
    this.isSafe = isSafe;
    this.owner.safe(isSafe);
  }

  /** Nothing waits to become durable. */
  get isDurable(): boolean {
    return this.#pieces.length === 0;
  }

  /** The chunk whose turn it is, once it has been made. */
  get offered(): Chunk | null {
    return this.#made[0]?.chunk ?? null;
  }

  /** A second chunk waits behind the one that is being offered. */
  get isAhead(): boolean {
    return this.#made.length === MOST_MADE;
  }

  /** There is output of which a chunk can be made now. */
  get canMake(): boolean {
    return !this.isMaking && this.#made.length < MOST_MADE && this.#pieces.length > this.#madePieces;
  }

  add(piece: Piece): void {
    this.#pieces.push(piece);
    this.unmadeBytes += piece.bytes.length;
  }

  /** Makes the next chunk of what there is, as much as one may hold; its bytes count as made from the call on. */
  async make(at: Date): Promise<void> {
    const last = this.#made.at(-1)?.chunk;
    const startOffset = last ? last.startOffset + last.byteLength : this.#endOffset;
    const { parts, byteLength, pieces, nextIncoming } = this.#nextPieces();
    const ordinal = last ? last.ordinal + 1 : this.#ordinal;
    const digest = chunkDigest(last?.digest ?? this.#digest, startOffset, parts);
    const { terminalId } = this.owner;
    const elapsedMs = Math.max(0, at.getTime() - this.owner.openedAt().getTime());
    const marks = this.owner.marks();
    this.#madePieces += pieces;
    this.unmadeBytes -= byteLength;
    this.isMaking = true;
    try {
      const packed = await packChunk(parts);
      const link = { terminalId, ordinal, startOffset, byteLength, at, elapsedMs, digest, nextIncoming };
      this.#made.push({ chunk: { ...link, ...marks, ...packed }, pieces });
    } catch (error) {
      this.#madePieces -= pieces;
      this.unmadeBytes += byteLength;
      throw error;
    } finally {
      this.isMaking = false;
    }
  }

  /** The offered chunk is durable: the next takes its place. */
  advance(): Chunk {
    const first = this.#made.shift();
    if (!first) throw new Error('a chunk was accepted that was not made');
    const { chunk, pieces } = first;
    this.#pieces.splice(0, pieces);
    this.#madePieces -= pieces;
    this.#ordinal = chunk.ordinal + 1;
    this.#digest = chunk.digest;
    this.#endOffset = chunk.startOffset + chunk.byteLength;
    return chunk;
  }

  /** Lets go of everything; whoever waits for it to be durable waits no longer. */
  close(): void {
    this.isClosed = true;
    if (this.retry) clearTimeout(this.retry);
    this.#pieces.length = 0;
    this.#made.length = 0;
    this.#madePieces = 0;
    this.unmadeBytes = 0;
    this.release();
  }

  /** Everything is durable, or never will be. */
  release(): void {
    for (const resolve of this.waiters.splice(0)) resolve();
  }

  #nextPieces(): { parts: Uint8Array[]; byteLength: number; pieces: number; nextIncoming: bigint } {
    const parts: Uint8Array[] = [];
    let byteLength = 0;
    let pieces = 0;
    let nextIncoming = 0n;
    for (let at = this.#madePieces; at < this.#pieces.length; at += 1) {
      const piece = this.#pieces[at];
      if (!piece || (pieces > 0 && byteLength + piece.bytes.length > MAX_CHUNK_BYTES)) break;
      pieces += 1;
      byteLength += piece.bytes.length;
      nextIncoming = piece.nextIncoming;
      if (piece.bytes.length > 0) parts.push(piece.bytes);
    }
    return { parts, byteLength, pieces, nextIncoming };
  }
}
