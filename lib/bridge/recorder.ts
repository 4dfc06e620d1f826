import type { Chunk } from '../domain/recordings/recording';
import type { Log } from '../log';
import type { AppendOutcome } from '../use-cases/recordings/append';
import { CommitNews } from './commit-news';
import type { Piece, Track } from './track';

/** How long output is gathered before it is written: one statement for every terminal of the process. */
const GATHER_MS = 25;
/** Output waiting in the whole process that is written without gathering further. */
const GATHER_BYTES = 256 * 1024;
/** Most output in one statement; the rest is packed while it is under way. */
const STATEMENT_BYTES = 4 * 1024 * 1024;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2_000;
/** A database that has not answered for this long is one that cannot record: it may hang for minutes before it says no. */
const ANSWER_WITHIN_MS = 2_000;

/**
 * Writes what the terminals of this process show: gathers for a few milliseconds, then one statement for all; what comes meanwhile is
 * packed meanwhile, and written with the answer. What is not durable stays here, unacknowledged, so the memory this needs is bounded by
 * what the agents may send without acknowledgement.
 *
 * A terminal whose own row is refused or locked leaves the common statement and is offered by itself until it is taken, so that its fault
 * costs the others nothing.
 */
export class Recorder {
  readonly #append: (chunks: readonly Chunk[]) => Promise<AppendOutcome[]>;
  readonly #now: () => Date;
  readonly #log: Log;
  readonly #news: CommitNews;
  /** Those with output waiting, in order of their turn; those in trouble are not among them. */
  readonly #dirty = new Set<Track>();
  /** Their bytes of which no chunk has been made. */
  #unmadeBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #isDue = false;
  #isRunning = false;
  #isOffering = false;
  #ahead: Promise<Track[]> | null = null;
  #isStalled = false;
  #failures = 0;

  constructor(o: { append(chunks: readonly Chunk[]): Promise<AppendOutcome[]>; now(): Date; log: Log }) {
    this.#append = o.append;
    this.#now = o.now;
    this.#log = o.log;
    this.#news = new CommitNews(o.log);
  }

  /** Takes output to be made durable. The bytes must not change afterwards. */
  push(track: Track, piece: Piece): void {
    if (track.isClosed) return;
    track.add(piece);
    if (track.refusals > 0) return;
    this.#unmadeBytes += piece.bytes.length;
    this.#dirty.add(track);
    if (this.#isStalled) track.tell(false);
    this.#schedule();
  }

  /** Resolves when everything pushed so far is durable, or the track is closed or fenced. Never rejects. */
  settled(track: Track): Promise<void> {
    if (track.isClosed || track.isDurable) return Promise.resolve();
    this.#schedule();
    return new Promise((resolve) => track.waiters.push(resolve));
  }

  /** Forgets a track; what it had not made durable is dropped here and comes again from the agent. */
  close(track: Track): void {
    if (track.isClosed) return;
    this.#leave(track);
    track.close();
  }

  #schedule(): void {
    if (this.#isOffering) this.#packAhead();
    if (this.#isRunning || this.#isDue || this.#dirty.size === 0) return;
    const run = () => {
      this.#timer = null;
      this.#isDue = false;
      void this.#run();
    };
    if (this.#unmadeBytes >= GATHER_BYTES && this.#failures === 0) {
      // A lively terminal may not wait for the quiet ones' time to be over: its agent stands still meanwhile.
      if (this.#timer) clearTimeout(this.#timer);
      this.#isDue = true;
      setImmediate(run);
    } else
      this.#timer ??= setTimeout(run, this.#failures === 0 ? GATHER_MS : backoffMs(FIRST_RETRY_MS, this.#failures));
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      for (let batch = await this.#pack(); batch.length > 0; batch = await this.#nextBatch()) {
        this.#isOffering = true;
        const answered = this.#offer(batch);
        this.#packAhead();
        const failed = await answered;
        this.#isOffering = false;
        this.#failures = failed ? this.#failures + 1 : 0;
      }
    } catch (error) {
      this.#failures += 1;
      this.#log.error({ err: error }, 'the recorder failed');
    } finally {
      this.#isOffering = false;
      this.#isRunning = false;
      this.#schedule();
    }
  }

  /** What was packed while the last statement was under way; nothing when that one failed. */
  async #nextBatch(): Promise<Track[]> {
    const ahead = (await this.#ahead) ?? [];
    this.#ahead = null;
    return this.#failures > 0 ? [] : ahead.filter((track) => this.#mayOffer(track));
  }

  /** Chunks for the next statement while one is under way, when there is enough to be worth a statement. */
  #packAhead(): void {
    if (this.#ahead === null && this.#unmadeBytes >= GATHER_BYTES) this.#ahead = this.#pack();
  }

  /** Tracks for one statement, each with a chunk that can be offered in it. */
  async #pack(): Promise<Track[]> {
    const tracks: Track[] = [];
    const making: Promise<void>[] = [];
    let bytes = 0;
    for (const track of this.#dirty) {
      if (bytes >= STATEMENT_BYTES) break;
      const isNeeded = this.#isOffering || track.offered === null;
      if (isNeeded && !track.canMake) continue;
      const before = track.unmadeBytes;
      if (isNeeded) making.push(this.#make(track));
      bytes += isNeeded ? before - track.unmadeBytes : (track.offered?.byteLength ?? 0);
      tracks.push(track);
    }
    await Promise.all(making);
    for (const track of tracks) if (this.#dirty.has(track) && track.offered === null) this.#aside(track);
    return tracks.filter((track) => this.#mayOffer(track));
  }

  #mayOffer(track: Track): boolean {
    return this.#dirty.has(track) && track.offered !== null;
  }

  /** Never rejects: what cannot be packed leaves the track without a chunk to offer. */
  async #make(track: Track): Promise<void> {
    const before = track.unmadeBytes;
    const made = track.make(this.#now());
    const bytes = before - track.unmadeBytes;
    if (this.#dirty.has(track)) this.#unmadeBytes -= bytes;
    try {
      await made;
    } catch (error) {
      this.#log.error({ err: error, terminal: track.owner.terminalId }, 'output could not be packed');
      if (this.#dirty.has(track)) this.#unmadeBytes += bytes;
      track.tell(false);
    }
  }

  /** Offers a chunk of each; when the database refuses the lot, by halves. True when the database cannot be written to at all. */
  async #offer(packed: readonly Track[]): Promise<boolean> {
    // Outcomes are told apart by their place: one that was closed since it was packed must not take another's.
    const tracks = packed.filter(isOffered);
    let outcomes: AppendOutcome[];
    try {
      outcomes = await this.#answered(tracks);
    } catch (error) {
      if (!isAboutTheRows(error)) {
        this.#unrecorded(tracks, error);
        return true;
      }
      if (tracks.length === 1) {
        this.#unrecorded(tracks, error);
        for (const track of tracks) this.#aside(track);
        return false;
      }
      const middle = tracks.length >> 1;
      const first = await this.#offer(tracks.slice(0, middle));
      const second = await this.#offer(tracks.slice(middle));
      return first || second;
    }
    tracks.forEach((track, index) => {
      if (track.isClosed) return;
      const outcome = outcomes[index];
      if (outcome === 'accepted') this.#accepted(track);
      else if (outcome === 'fenced') this.#fenced(track);
      else this.#passedOver(track);
    });
    return false;
  }

  /** Waits for the database however long it takes; whoever waits with it is told when that is too long. */
  async #answered(tracks: readonly Track[]): Promise<AppendOutcome[]> {
    const chunks = tracks.flatMap((track) => track.offered ?? []);
    if (chunks.length === 0) return [];
    const isAlone = tracks.every((track) => track.refusals > 0);
    const patience = setTimeout(() => {
      this.#isStalled ||= !isAlone;
      this.#log.error({ terminals: tracks.length }, 'the database does not answer; input is held');
      for (const track of isAlone ? tracks : [...tracks, ...this.#dirty]) track.tell(false);
    }, ANSWER_WITHIN_MS);
    try {
      return await this.#append(chunks);
    } finally {
      clearTimeout(patience);
      if (!isAlone) this.#isStalled = false;
    }
  }

  #unrecorded(tracks: readonly Track[], error: unknown): void {
    if (tracks.some((track) => track.isSafe)) {
      this.#log.error({ err: error, terminals: tracks.length }, 'output cannot be recorded; input is held');
    }
    for (const track of tracks) track.tell(false);
  }

  #accepted(track: Track): void {
    const chunk = track.advance();
    const wasAside = track.refusals > 0;
    track.refusals = 0;
    track.passedOverSinceMs = null;
    if (wasAside) this.#unmadeBytes += track.unmadeBytes;
    // To the end of the line: with more than one statement can hold, each has its turn.
    this.#dirty.delete(track);
    if (!track.isDurable) this.#dirty.add(track);
    this.#news.say(track, chunk.startOffset + chunk.byteLength, chunk.nextIncoming);
  }

  #passedOver(track: Track): void {
    const nowMs = this.#now().getTime();
    track.passedOverSinceMs ??= nowMs;
    if (nowMs - track.passedOverSinceMs > ANSWER_WITHIN_MS) track.tell(false);
    this.#aside(track);
  }

  /** Out of the common statement, to be offered by itself after a while. */
  #aside(track: Track): void {
    if (track.isClosed) return;
    this.#leave(track);
    track.refusals += 1;
    if (track.retry) clearTimeout(track.retry);
    track.retry = setTimeout(() => void this.#offerAlone(track), backoffMs(GATHER_MS, track.refusals));
  }

  async #offerAlone(track: Track): Promise<void> {
    try {
      if (track.offered === null && track.canMake) await this.#make(track);
      // Without a chunk, or without a database to take it, it waits once more.
      if (track.offered === null || (await this.#offer([track]))) this.#aside(track);
    } catch (error) {
      this.#log.error({ err: error, terminal: track.owner.terminalId }, 'the recorder failed');
      this.#aside(track);
    }
    this.#schedule();
  }

  #leave(track: Track): void {
    if (track.refusals === 0) this.#unmadeBytes -= track.unmadeBytes;
    this.#dirty.delete(track);
  }

  #fenced(track: Track): void {
    this.close(track);
    track.owner.fenced();
  }
}

function isOffered(track: Track): boolean {
  return !track.isClosed && track.offered !== null;
}

function backoffMs(firstMs: number, times: number): number {
  return Math.min(firstMs * 2 ** (times - 1), LONGEST_RETRY_MS);
}

/** SQLSTATE classes that speak of the connection or the server rather than of what was written. */
const ABOUT_THE_SERVER = new Set(['08', '25', '40', '53', '57', '58']);

function isAboutTheRows(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return /^[0-9A-Z]{5}$/.test(error.code) && !ABOUT_THE_SERVER.has(error.code.slice(0, 2));
}
