import { describe, it } from 'vitest';
import failed from '../testdata/failed-seeds.json';

const BLOCK = 250;
/** A block takes about a second; a machine busy with other things shall not fail it. */
const TIMEOUT_MS = 60_000;

/** Seeds that once failed, by the name of the rehearsal: each is played again for ever. */
const FAILED: Record<string, number[] | undefined> = failed;

/** Plays one seed; what it throws names the seed, so that the story can be told again and the seed be kept. */
export function playSeed(seed: number, rehearse: (seed: number) => void): void {
  try {
    rehearse(seed);
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/** One test for each block of seeds, and one for each seed that has failed before. */
export function rehearseAll(name: string, runs: number, rehearse: (seed: number) => void): void {
  describe(name, { timeout: TIMEOUT_MS }, () => {
    it.each(FAILED[name] ?? [])('does not fail again with seed %i', (seed) => playSeed(seed, rehearse));

    it.each(Array.from({ length: runs / BLOCK }, (_, block) => block * BLOCK))(
      'delivers exactly the bytes, seeds from %i',
      (from) => {
        for (let seed = from; seed < from + BLOCK; seed += 1) playSeed(seed, rehearse);
      },
    );
  });
}
