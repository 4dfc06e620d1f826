import type { ChannelLimits } from '../index';
import type { Seeded } from './seeded';
import type { Badness } from './virtual-line';

/** The key of every encrypted rehearsal, in clear and wrapped, and KMS as its agent calls it. */
export const DATA_KEY = Buffer.from(Array.from({ length: 64 }, (_, at) => 251 - at));
export const WRAPPED_KEY = Buffer.from('the data key, as KMS would have it');
export const KMS = {
  keyId: 'arn:aws:kms:eu-west-1:441022079313:key/6b1f2c3d',
  challenge: Buffer.alloc(16, 3).toString('base64'),
  decrypt: (ciphertext: Buffer) => {
    if (!ciphertext.equals(WRAPPED_KEY)) throw new Error('that key is another one');
    return DATA_KEY;
  },
};

/** How bad the line is and what happens on it. */
export type Plan = Badness & {
  maxCommitDelayMs: number;
  handshake: 'none' | 'plain' | 'encrypted';
  outputs: number;
  writes: number;
  /** Moments, in milliseconds from the beginning. */
  cutsAtMs: number[];
  crashesAtMs: number[];
  /** When the agent leaves the line for a moment; the service tells this side, and loses what was on its way. */
  absencesAtMs: number[];
  limits: Partial<ChannelLimits>;
};

/** Draws a plan: up to 20 % loss and duplication, delays that reorder, a slow recorder, cuts, crashes, now and then tiny buffers. */
export function plan(chance: Seeded): Plan {
  const moments = (most: number) => Array.from({ length: chance.between(0, most) }, () => chance.between(1, 3000));
  return {
    loss: chance.next() * 0.2,
    duplication: chance.next() * 0.2,
    maxDelayMs: chance.between(1, 250),
    maxCommitDelayMs: chance.between(0, 300),
    handshake: chance.chance(0.4) ? 'plain' : 'none',
    outputs: chance.between(1, 18),
    writes: chance.between(0, 8),
    cutsAtMs: moments(2),
    crashesAtMs: moments(1),
    absencesAtMs: chance.chance(0.5) ? moments(2) : [],
    limits: chance.chance(0.3)
      ? {
          maxBufferedMessages: chance.between(1, 4),
          maxUncommitted: chance.between(1, 4),
          windowMessages: chance.between(1, 3),
        }
      : {},
  };
}
