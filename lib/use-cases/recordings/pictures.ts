import type { Database } from '../../db/client';
import { readChunksAfter, readRecordedTails } from '../../db/terminal-lists';
import type { TerminalId } from '../../domain/ids';
import { Grid, type ScreenSize } from '../../domain/recordings/grid';
import { type Picture, pictureOf } from '../../domain/recordings/picture';
import type { Chunk } from '../../domain/recordings/recording';
import { Utf8Pieces } from '../../domain/recordings/utf8';
import type { Deps } from '../deps';
import { unpackChunk } from './chunk-codec';

type Shown = ScreenSize & { id: TerminalId };
type Stored = Pick<Chunk, 'codec' | 'bytes' | 'byteLength'>;

/** What the last frame of a recording is worked out from. */
const FRAME_BYTES = 8 * 1024;
const FRAME_CHUNKS = 40;
/** What a screen that is followed begins with; further back than this it is begun anew rather than caught up. */
const BEGIN_BYTES = 64 * 1024;
const MOST_CHUNKS = 200;
/** Screens kept to be followed, those looked at last: usually five megabytes, ninety if every program fills the largest grid. */
const MOST_KEPT = 64;

/** Last frames kept, those looked at last: under twenty megabytes if every one of them is full. */
const MOST_FRAMES = 1_000;

/** A screen as far as it has come; `offset` is where a chunk of its recording ends. */
class Followed {
  readonly grid: Grid;
  offset: number;
  readonly #text = new Utf8Pieces();
  #picture: Picture | null = null;

  constructor(size: ScreenSize, offset: number) {
    this.grid = new Grid(size);
    this.offset = offset;
  }

  take(chunk: Stored): void {
    this.grid.feed(this.#text.push(unpackChunk(chunk)));
    this.offset += chunk.byteLength;
    this.#picture = null;
  }

  fit(size: ScreenSize): void {
    if (this.grid.asked.cols === size.cols && this.grid.asked.rows === size.rows) return;
    this.grid.resize(size);
    this.#picture = null;
  }

  picture(): Picture {
    this.#picture ??= pictureOf(this.grid, this.offset);
    return this.#picture;
  }
}

// Worked out from rows alone, so every process may keep its own, and losing them costs one reading.
const followed = new WeakMap<Database, Map<TerminalId, Followed>>();

/**
 * What running terminals show now, given where their recordings end. Costs what was written since somebody last looked; a screen whose
 * rows cannot be read is absent, and so is what goes beyond the first sixty-four.
 */
export async function followScreens(
  deps: Pick<Deps, 'db' | 'log'>,
  wanted: readonly Shown[],
  ends: ReadonlyMap<string, number>,
): Promise<Map<string, Picture>> {
  const terminals = wanted.slice(0, MOST_KEPT);
  const kept = followed.get(deps.db) ?? new Map<TerminalId, Followed>();
  followed.set(deps.db, kept);
  const isKept = ({ id }: Shown) => {
    const behind = (ends.get(id) ?? 0) - (kept.get(id)?.offset ?? Number.POSITIVE_INFINITY);
    return behind >= 0 && behind <= BEGIN_BYTES;
  };
  const [going, fresh] = [terminals.filter(isKept), terminals.filter((one) => !isKept(one))];
  const places = going.map(({ id }) => ({ id, offset: kept.get(id)?.offset ?? 0 }));
  const [pieces, tails] = await Promise.all([
    readChunksAfter(
      deps.db,
      places.filter(({ id, offset }) => offset < (ends.get(id) ?? 0)),
      MOST_CHUNKS,
    ),
    readRecordedTails(
      deps.db,
      fresh.filter(({ id }) => ends.has(id)).map(({ id }) => id),
      BEGIN_BYTES,
      MOST_CHUNKS,
    ),
  ]);
  for (const one of fresh) {
    const tail = tails.get(one.id);
    const begun = tail && drawn(deps, one, tail.chunks, tail.endOffset);
    if (begun) kept.set(one.id, begun);
  }
  for (const piece of pieces) {
    const screen = kept.get(piece.terminalId);
    // Somebody else who looks may have read the same piece meanwhile.
    if (screen?.offset !== piece.startOffset) continue;
    if (!isTaken(deps, piece.terminalId, () => screen.take(piece))) kept.delete(piece.terminalId);
  }
  const pictures = new Map<string, Picture>();
  for (const one of terminals) {
    const screen = kept.get(one.id);
    if (!screen) continue;
    screen.fit(one);
    pictures.set(one.id, screen.picture());
    kept.delete(one.id);
    kept.set(one.id, screen);
  }
  for (const id of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(id);
  return pictures;
}

// A recording that is over never changes, and its list is read again at every news of any terminal.
const lastOnes = new WeakMap<Database, Map<TerminalId, Picture>>();

/** The last frames of recordings that are over; those without output, or whose rows cannot be read, are absent. */
export async function lastFrames(
  deps: Pick<Deps, 'db' | 'log'>,
  terminals: readonly Shown[],
): Promise<Map<string, Picture>> {
  const kept = lastOnes.get(deps.db) ?? new Map<TerminalId, Picture>();
  lastOnes.set(deps.db, kept);
  const fresh = terminals.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  const tails = await readRecordedTails(deps.db, fresh, FRAME_BYTES, FRAME_CHUNKS);
  const frames = new Map<string, Picture>();
  for (const one of terminals) {
    const tail = tails.get(one.id);
    const picture = kept.get(one.id) ?? (tail && drawn(deps, one, tail.chunks, tail.endOffset)?.picture());
    if (!picture) continue;
    frames.set(one.id, picture);
    kept.delete(one.id);
    kept.set(one.id, picture);
  }
  for (const id of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_FRAMES))) kept.delete(id);
  return frames;
}

function drawn(deps: Pick<Deps, 'log'>, one: Shown, chunks: readonly Stored[], endOffset: number): Followed | null {
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const screen = new Followed(one, endOffset - bytes);
  const isWhole = isTaken(deps, one.id, () => {
    for (const chunk of chunks) screen.take(chunk);
  });
  return isWhole ? screen : null;
}

function isTaken(deps: Pick<Deps, 'log'>, terminal: TerminalId, take: () => void): boolean {
  try {
    take();
    return true;
  } catch (error) {
    // Somebody altered the rows: the check of the recording says so; a list of others' terminals must still be readable.
    deps.log.warn({ err: error, terminal }, 'the end of a recording cannot be read');
    return false;
  }
}
