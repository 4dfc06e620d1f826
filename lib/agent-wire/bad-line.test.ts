import { describe, it } from 'vitest';
import { rehearse } from './testing/rehearsal';
import { playSeed, rehearseAll } from './testing/rehearse-all';

rehearseAll('a shell over a bad line', 4000, (seed) => rehearse(seed));

describe('a shell', { timeout: 60_000 }, () => {
  it('is whole at the worst it is made for', () => {
    const worst = { loss: 0.2, duplication: 0.2, maxDelayMs: 250, cutsAtMs: [200, 900], crashesAtMs: [1500] };
    for (let seed = 0; seed < 100; seed += 1) playSeed(seed, (story) => rehearse(story, worst));
  });

  it('is whole on a perfect line with no delay at all', () => {
    const perfect = {
      loss: 0,
      duplication: 0,
      maxDelayMs: 0,
      maxCommitDelayMs: 0,
      cutsAtMs: [],
      crashesAtMs: [],
      absencesAtMs: [],
    };
    for (let seed = 0; seed < 50; seed += 1) playSeed(seed, (story) => rehearse(story, perfect));
  });
});
