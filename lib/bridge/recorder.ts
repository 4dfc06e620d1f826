import type { TerminalId } from '../domain/ids';
import { FIRST_DIGEST } from '../domain/recordings/chunk';
import { type Chunk, MAX_CHUNK_BYTES, type RecordingEnd } from '../domain/recordings/recording';
import type { Log } from '../log';
import type { AppendOutcome } from '../use-cases/recordings/append';
import { chunkDigest, packChunk } from '../use-cases/recordings/chunk-codec';

/** How long output is gathered before it is written: one statement for every terminal of the process. */
const GATHER_MS = 25;
/** Output waiting in the whole process that is written without gathering further. */
const GATHER_BYTES = 256 * 1024;
/** Most output in one statement; the rest waits for the next. */
const STATEMENT_BYTES = 8 * 1024 * 1024;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2_000;
/** A database that has not answered for this long is one that cannot record: it may hang for minutes before it says no. */
const ANSWER_WITHIN_MS = 2_000;

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

type Offered = { chunk: Chunk; pieces: number };

/** One terminal's place in the recorder: what is not durable yet, and the chain it continues. */
export class Track {
  readonly owner: TrackOwner;
  readonly pieces: Piece[] = [];
  waitingBytes = 0;
  ordinal: number;
  digest: Uint8Array;
  endOffset: number;
  /** Kept as it is until its fate is known: an attempt whose answer was lost is recognised by its digest. */
  offered: Offered | null = null;
  isSafe = true;
  isClosed = false;
  /** Since when its row has been locked by somebody else. */
  passedOverSinceMs: number | null = null;
  readonly waiters: (() => void)[] = [];

  constructor(owner: TrackOwner, end: RecordingEnd | null) {
    this.owner = owner;
    this.ordinal = end ? end.ordinal + 1 : 0;
    this.digest = end?.digest ?? FIRST_DIGEST;
    this.endOffset = end?.endOffset ?? 0;
  }
}

/**
 * Writes what the terminals of this process show: gathers for a few milliseconds, then one statement for all. What is not durable stays
 * here, unacknowledged, so the memory this needs is bounded by what the agents may send without acknowledgement.
 */
export class Recorder {
  readonly #append: (chunks: readonly Chunk[]) => Promise<AppendOutcome[]>;
  readonly #now: () => Date;
  readonly #log: Log;
  readonly #dirty = new Set<Track>();
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #isDue = false;
  #isRunning = false;
  #isStalled = false;
  #failures = 0;

  constructor(o: { append(chunks: readonly Chunk[]): Promise<AppendOutcome[]>; now(): Date; log: Log }) {
    this.#append = o.append;
    this.#now = o.now;
    this.#log = o.log;
  }

  /** Takes output to be made durable. The bytes must not change afterwards. */
  push(track: Track, piece: Piece): void {
    if (track.isClosed) return;
    track.pieces.push(piece);
    track.waitingBytes += piece.bytes.length;
    this.#waitingBytes += piece.bytes.length;
    this.#dirty.add(track);
    if (this.#isStalled) this.#tell(track, false);
    this.#schedule();
  }

  /** Resolves when everything pushed so far is durable, or the track is closed or fenced. Never rejects. */
  settled(track: Track): Promise<void> {
    if (track.isClosed || track.pieces.length === 0) return Promise.resolve();
    this.#schedule();
    return new Promise((resolve) => track.waiters.push(resolve));
  }

  /** Forgets a track; what it had not made durable is dropped here and comes again from the agent. */
  close(track: Track): void {
    if (track.isClosed) return;
    track.isClosed = true;
    this.#dirty.delete(track);
    this.#waitingBytes -= track.waitingBytes;
    track.pieces.length = 0;
    for (const resolve of track.waiters.splice(0)) resolve();
  }

  #schedule(): void {
    if (this.#isRunning || this.#isDue || this.#dirty.size === 0) return;
    const run = () => {
      this.#timer = null;
      this.#isDue = false;
      void this.#run();
    };
    if (this.#waitingBytes >= GATHER_BYTES && this.#failures === 0) {
      // A lively terminal may not wait for the quiet ones' time to be over: its agent stands still meanwhile.
      if (this.#timer) clearTimeout(this.#timer);
      this.#isDue = true;
      setImmediate(run);
    } else this.#timer ??= setTimeout(run, this.#delayMs());
  }

  #delayMs(): number {
    return this.#failures === 0 ? GATHER_MS : Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), LONGEST_RETRY_MS);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    const tracks: Track[] = [];
    let bytes = 0;
    for (const track of this.#dirty) {
      tracks.push(track);
      bytes += Math.min(track.waitingBytes, MAX_CHUNK_BYTES);
      if (bytes >= STATEMENT_BYTES) break;
    }
    try {
      const offered = await Promise.all(tracks.map((track) => track.offered ?? this.#prepare(track)));
      const failed = await this.#offer(tracks, offered);
      this.#failures = failed ? this.#failures + 1 : 0;
    } catch (error) {
      this.#failures += 1;
      this.#log.error({ err: error }, 'the recorder could not prepare a batch');
    } finally {
      this.#isRunning = false;
      this.#schedule();
    }
  }

  async #prepare(track: Track): Promise<Offered> {
    let count = 0;
    let byteLength = 0;
    let nextIncoming = 0n;
    const parts: Uint8Array[] = [];
    for (const piece of track.pieces) {
      if (count > 0 && byteLength + piece.bytes.length > MAX_CHUNK_BYTES) break;
      count += 1;
      byteLength += piece.bytes.length;
      nextIncoming = piece.nextIncoming;
      if (piece.bytes.length > 0) parts.push(piece.bytes);
    }
    const at = this.#now();
    const digest = chunkDigest(track.digest, track.endOffset, parts);
    const { ackedOutgoing, inputOffset } = track.owner.marks();
    const { codec, bytes } = await packChunk(parts);
    const chunk: Chunk = {
      terminalId: track.owner.terminalId,
      ordinal: track.ordinal,
      startOffset: track.endOffset,
      byteLength,
      at,
      elapsedMs: Math.max(0, at.getTime() - track.owner.openedAt().getTime()),
      codec,
      bytes,
      digest,
      nextIncoming,
      ackedOutgoing,
      inputOffset,
    };
    track.offered = { chunk, pieces: count };
    return track.offered;
  }

  /** Offers the chunks; when the database refuses the lot, by halves, so that one terminal's fault does not stop the others. */
  async #offer(tracks: readonly Track[], offered: readonly Offered[]): Promise<boolean> {
    let outcomes: AppendOutcome[];
    try {
      outcomes = await this.#answered(this.#append(offered.map(({ chunk }) => chunk)));
    } catch (error) {
      if (tracks.length > 1 && isAboutTheRows(error)) {
        const middle = tracks.length >> 1;
        const first = await this.#offer(tracks.slice(0, middle), offered.slice(0, middle));
        const second = await this.#offer(tracks.slice(middle), offered.slice(middle));
        return first || second;
      }
      if (tracks.some((track) => track.isSafe)) {
        this.#log.error({ err: error, terminals: tracks.length }, 'output cannot be recorded; input is held');
      }
      for (const track of tracks) this.#tell(track, false);
      return true;
    }
    let isAgain = false;
    tracks.forEach((track, index) => {
      const outcome = outcomes[index];
      const one = offered[index];
      if (track.isClosed || one === undefined) return;
      if (outcome === 'accepted') this.#accepted(track, one);
      else if (outcome === 'fenced') this.#fenced(track);
      else {
        isAgain = true;
        this.#passedOver(track);
      }
    });
    return isAgain;
  }

  /** Waits for the database however long it takes; whoever has output waiting is told when that is too long. */
  async #answered(appended: Promise<AppendOutcome[]>): Promise<AppendOutcome[]> {
    const patience = setTimeout(() => {
      this.#isStalled = true;
      this.#log.error({ terminals: this.#dirty.size }, 'the database does not answer; input is held');
      for (const track of this.#dirty) this.#tell(track, false);
    }, ANSWER_WITHIN_MS);
    try {
      return await appended;
    } finally {
      clearTimeout(patience);
      this.#isStalled = false;
    }
  }

  #passedOver(track: Track): void {
    const nowMs = this.#now().getTime();
    track.passedOverSinceMs ??= nowMs;
    if (nowMs - track.passedOverSinceMs > ANSWER_WITHIN_MS) this.#tell(track, false);
  }

  #accepted(track: Track, { chunk, pieces }: Offered): void {
    track.offered = null;
    track.passedOverSinceMs = null;
    track.pieces.splice(0, pieces);
    track.waitingBytes -= chunk.byteLength;
    this.#waitingBytes -= chunk.byteLength;
    track.ordinal += 1;
    track.digest = chunk.digest;
    track.endOffset += chunk.byteLength;
    if (track.pieces.length === 0) {
      this.#dirty.delete(track);
      for (const resolve of track.waiters.splice(0)) resolve();
    } else {
      // To the end of the line: with more than one statement can hold, each has its turn.
      this.#dirty.delete(track);
      this.#dirty.add(track);
    }
    this.#tell(track, true);
    track.owner.committed(track.endOffset, chunk.nextIncoming);
  }

  #fenced(track: Track): void {
    this.close(track);
    track.owner.fenced();
  }

  #tell(track: Track, isSafe: boolean): void {
    if (track.isSafe === isSafe) return;
    track.isSafe = isSafe;
    track.owner.safe(isSafe);
  }
}

/** SQLSTATE classes that speak of the connection or the server rather than of what was written. */
const ABOUT_THE_SERVER = new Set(['08', '25', '40', '53', '57', '58']);

function isAboutTheRows(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return /^[0-9A-Z]{5}$/.test(error.code) && !ABOUT_THE_SERVER.has(error.code.slice(0, 2));
}
