import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TerminalId } from '../domain/ids';
import { type Chunk, MAX_CHUNK_BYTES } from '../domain/recordings/recording';
import { openLog } from '../log';
import type { AppendOutcome } from '../use-cases/recordings/append';
import { chunkDigest, unpackChunk } from '../use-cases/recordings/chunk-codec';
import { Recorder } from './recorder';
import { Track } from './track';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

type Append = (chunks: readonly Chunk[]) => Promise<AppendOutcome[]>;

function recorderOver(append: Append): Recorder {
  return new Recorder({ append, now: () => new Date(), log: openLog('silent') });
}

/** A recorder whose database answers when a test says so. */
function aRecorder() {
  const answers: ((outcomes: AppendOutcome[]) => void)[] = [];
  const offered: (readonly Chunk[])[] = [];
  const recorder = recorderOver((chunks) => {
    offered.push(chunks);
    return new Promise((resolve) => answers.push(resolve));
  });
  return { recorder, answers, offered };
}

function aTrack(terminalId: string) {
  const [safe, committed] = [vi.fn(), vi.fn()];
  const owner = {
    terminalId: terminalId as TerminalId,
    openedAt: () => new Date(),
    marks: () => ({ ackedOutgoing: 0n, inputOffset: 0 }),
    committed,
    fenced: vi.fn(),
    safe,
  };
  return { track: new Track(owner, null), safe, committed };
}

const aPiece = { bytes: Buffer.from('output'), nextIncoming: 1n };
/** Enough to be written without gathering further. */
const aLot = (fill: number) => ({ bytes: Buffer.alloc(300 * 1024, fill), nextIncoming: BigInt(fill) });

/** Everything due at this moment, and what follows from it. */
const aMoment = () => vi.advanceTimersByTimeAsync(1);

test('a database that hangs without an error is one that cannot record, for everybody whose output waits', async () => {
  const { recorder, answers } = aRecorder();
  const [one, other] = [aTrack('one'), aTrack('other')];
  recorder.push(one.track, aPiece);
  await vi.waitUntil(() => answers.length === 1, 20_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(one.safe).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(one.safe).toHaveBeenLastCalledWith(false);
  expect(other.safe).not.toHaveBeenCalled();
  recorder.push(other.track, aPiece);
  expect(other.safe).toHaveBeenLastCalledWith(false);

  answers[0]?.(['accepted']);
  await aMoment();
  expect(one.safe).toHaveBeenLastCalledWith(true);
  await vi.waitUntil(() => answers.length === 2, 20_000);
  answers[1]?.(['accepted']);
  await aMoment();
  expect(other.safe).toHaveBeenLastCalledWith(true);
});

test('a terminal whose row stays locked by somebody else cannot be recorded either', async () => {
  const { recorder, answers } = aRecorder();
  const { track, safe } = aTrack('one');
  recorder.push(track, aPiece);
  for (let at = 0; at < 8; at += 1) {
    await vi.advanceTimersByTimeAsync(2_000);
    answers[at]?.(['again']);
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(safe).toHaveBeenLastCalledWith(false);
  await vi.advanceTimersByTimeAsync(2_000);
  answers[8]?.(['accepted']);
  await aMoment();
  expect(safe).toHaveBeenLastCalledWith(true);
});

describe('a fault of one terminal', () => {
  const faults: Record<string, () => AppendOutcome> = {
    'whose row is locked': () => 'again',
    'whose row is refused': () => {
      throw Object.assign(new Error('refused'), { code: '23514' });
    },
  };

  test.each(Object.entries(faults))('%s keeps no other waiting', async (_name, fault) => {
    let isFaulty = true;
    const statements: string[][] = [];
    const recorder = recorderOver(async (chunks) => {
      statements.push(chunks.map(({ terminalId }) => terminalId));
      return chunks.map(({ terminalId }) => (terminalId === 'bad' && isFaulty ? fault() : 'accepted'));
    });
    const [bad, good] = [aTrack('bad'), aTrack('good')];
    recorder.push(bad.track, aPiece);
    for (let count = 1; count <= 40; count += 1) {
      recorder.push(good.track, aPiece);
      await vi.advanceTimersByTimeAsync(30);
      expect(good.committed).toHaveBeenCalledTimes(count);
    }
    expect(good.safe).not.toHaveBeenCalled();
    expect(bad.committed).not.toHaveBeenCalled();
    // Once known it is offered by itself, now and then, and costs the others not even a statement cut in halves.
    expect(statements.filter((ids) => ids.length > 1)).toHaveLength(1);
    expect(statements.filter((ids) => ids.includes('bad')).length).toBeLessThan(12);

    isFaulty = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(bad.committed).toHaveBeenCalledWith(6, 1n);
    recorder.push(bad.track, aPiece);
    recorder.push(good.track, aPiece);
    await vi.advanceTimersByTimeAsync(30);
    expect(statements.at(-1)).toEqual(['bad', 'good']);
  });

  test('whose statement hangs keeps no other waiting', async () => {
    let hangs: (() => void) | null = null;
    const recorder = recorderOver(async (chunks) => {
      const isAlone = chunks.length === 1 && chunks[0]?.terminalId === 'bad';
      if (isAlone) await new Promise<void>((resolve) => (hangs = resolve));
      return chunks.map(({ terminalId }) => (terminalId === 'bad' && !isAlone ? 'again' : 'accepted'));
    });
    const [bad, good] = [aTrack('bad'), aTrack('good')];
    recorder.push(bad.track, aPiece);
    for (let count = 1; count <= 100; count += 1) {
      recorder.push(good.track, aPiece);
      await vi.advanceTimersByTimeAsync(30);
      expect(good.committed).toHaveBeenCalledTimes(count);
    }
    expect(good.safe).not.toHaveBeenCalled();
    expect(bad.safe).toHaveBeenLastCalledWith(false);
    (hangs as (() => void) | null)?.();
    await aMoment();
    expect(bad.safe).toHaveBeenLastCalledWith(true);
  });
});

describe('what comes while a statement is under way', () => {
  test('is packed meanwhile and written with the answer, as the next link of the chain', async () => {
    vi.useRealTimers();
    const { recorder, answers, offered } = aRecorder();
    const { track, committed } = aTrack('one');
    recorder.push(track, aLot(1));
    await vi.waitUntil(() => answers.length === 1, 20_000);
    recorder.push(track, aLot(2));
    await vi.waitUntil(() => track.isAhead, 20_000);
    expect(offered).toHaveLength(1);
    answers[0]?.(['accepted']);
    await vi.waitUntil(() => offered.length === 2, 20_000);
    answers[1]?.(['accepted']);
    await vi.waitUntil(() => committed.mock.calls.length === 2, 20_000);
    const [first, second] = offered.map(([chunk]) => chunk);
    expect(second).toMatchObject({ ordinal: 1, startOffset: 300 * 1024, nextIncoming: 2n });
    if (!first || !second) throw new Error('a chunk is missing');
    expect(second.digest).toEqual(chunkDigest(first.digest, 300 * 1024, [unpackChunk(second)]));
    expect(committed.mock.calls).toEqual([
      [300 * 1024, 1n],
      [600 * 1024, 2n],
    ]);
  });

  test('waits behind a chunk that has to be offered again, and no byte is written twice', async () => {
    vi.useRealTimers();
    const written: Chunk[] = [];
    let refusals = 3;
    const recorder = recorderOver(async (chunks) => {
      await new Promise(setImmediate);
      if (refusals > 0) {
        refusals -= 1;
        return chunks.map(() => 'again');
      }
      written.push(...chunks);
      return chunks.map(() => 'accepted');
    });
    const { track, committed } = aTrack('one');
    for (let fill = 1; fill <= 9; fill += 1) {
      recorder.push(track, aLot(fill));
      await new Promise(setImmediate);
    }
    await recorder.settled(track);
    expect(committed).toHaveBeenLastCalledWith(9 * 300 * 1024, 9n);
    expect(written.map(({ ordinal }) => ordinal)).toEqual(written.map((_, at) => at));
    expect(written.every(({ byteLength }) => byteLength <= MAX_CHUNK_BYTES)).toBe(true);
    const all = Buffer.concat(written.map(unpackChunk));
    expect(all.equals(Buffer.concat(Array.from({ length: 9 }, (_, at) => aLot(at + 1).bytes)))).toBe(true);
  });

  test('is dropped with a track that is closed, and the others go on', async () => {
    vi.useRealTimers();
    const { recorder, answers, offered } = aRecorder();
    const [one, other] = [aTrack('one'), aTrack('other')];
    recorder.push(one.track, aLot(1));
    await vi.waitUntil(() => answers.length === 1, 20_000);
    recorder.push(one.track, aLot(2));
    recorder.push(other.track, aPiece);
    await vi.waitUntil(() => one.track.isAhead, 20_000);
    const settled = recorder.settled(one.track);
    recorder.close(one.track);
    await settled;
    answers[0]?.(['accepted']);
    await vi.waitUntil(() => offered.length === 2, 20_000);
    expect(offered[1]?.map(({ terminalId }) => terminalId)).toEqual(['other']);
    expect(one.committed).not.toHaveBeenCalled();
  });
});
