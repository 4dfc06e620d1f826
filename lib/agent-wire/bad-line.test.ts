import { describe, it } from 'vitest';
import { rehearse } from './testing/rehearsal';

const RUNS = 2400;
const BLOCK = 200;
/** A block takes a fraction of a second; a machine busy with other things shall not fail it. */
const TIMEOUT_MS = 60_000;

/** Each rehearsal judges itself; a failure is repeated by its seed. */
function rehearseAll(from: number, to: number, wish: Parameters<typeof rehearse>[1] = {}): void {
  for (let seed = from; seed < to; seed += 1) {
    try {
      rehearse(seed, wish);
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }
}

describe('a session over a bad line', { timeout: TIMEOUT_MS }, () => {
  it.each(Array.from({ length: RUNS / BLOCK }, (_, block) => block * BLOCK))(
    'delivers exactly the bytes, seeds from %i',
    (from) => {
      rehearseAll(from, from + BLOCK);
    },
  );

  it('delivers exactly the bytes at the worst it is made for', () => {
    const worst = { loss: 0.2, duplication: 0.2, maxDelayMs: 250, cutsAtMs: [200, 900], crashesAtMs: [1500] };
    rehearseAll(10_000, 10_100, worst);
  });

  it('delivers exactly the bytes on a perfect line with no delay at all', () => {
    const perfect = { loss: 0, duplication: 0, maxDelayMs: 0, maxCommitDelayMs: 0, cutsAtMs: [], crashesAtMs: [] };
    rehearseAll(20_000, 20_050, perfect);
  });
});
