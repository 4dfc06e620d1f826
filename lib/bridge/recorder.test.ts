import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TerminalId } from '../domain/ids';
import { openLog } from '../log';
import type { AppendOutcome } from '../use-cases/recordings/append';
import { Recorder, Track } from './recorder';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A recorder whose database answers when a test says so. */
function aRecorder() {
  const answers: ((outcomes: AppendOutcome[]) => void)[] = [];
  const recorder = new Recorder({
    append: () => new Promise((resolve) => answers.push(resolve)),
    now: () => new Date(),
    log: openLog('silent'),
  });
  return { recorder, answers };
}

function aTrack(terminalId: string) {
  const safe = vi.fn();
  const owner = {
    terminalId: terminalId as TerminalId,
    openedAt: () => new Date(),
    marks: () => ({ ackedOutgoing: 0n, inputOffset: 0 }),
    committed: vi.fn(),
    fenced: vi.fn(),
    safe,
  };
  return { track: new Track(owner, null), safe };
}

const aPiece = { bytes: Buffer.from('output'), nextIncoming: 1n };

test('a database that hangs without an error is one that cannot record, for everybody whose output waits', async () => {
  const { recorder, answers } = aRecorder();
  const [one, other] = [aTrack('one'), aTrack('other')];
  recorder.push(one.track, aPiece);
  await vi.waitUntil(() => answers.length === 1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(one.safe).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(one.safe).toHaveBeenLastCalledWith(false);
  expect(other.safe).not.toHaveBeenCalled();
  recorder.push(other.track, aPiece);
  expect(other.safe).toHaveBeenLastCalledWith(false);

  answers[0]?.(['accepted']);
  await vi.advanceTimersByTimeAsync(0);
  expect(one.safe).toHaveBeenLastCalledWith(true);
  await vi.waitUntil(() => answers.length === 2);
  answers[1]?.(['accepted']);
  await vi.advanceTimersByTimeAsync(0);
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
  await vi.advanceTimersByTimeAsync(0);
  expect(safe).toHaveBeenLastCalledWith(true);
});
