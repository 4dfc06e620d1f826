import { describe, expect, it } from 'vitest';
import { RoundTrip } from './round-trip';

describe('RoundTrip', () => {
  it('begins at 200 ms', () => {
    expect(new RoundTrip().timeoutMs).toBe(200);
  });

  it('follows the reference arithmetic', () => {
    const roundTrip = new RoundTrip();
    roundTrip.sample(20);
    // variation 0.25 * |100 - 20| = 20, average 87.5 + 2.5 = 90
    expect(roundTrip.timeoutMs).toBe(90 + 80);
    roundTrip.sample(20);
    // variation 15 + 0.25 * 70 = 32.5, average 78.75 + 2.5 = 81.25
    expect(roundTrip.timeoutMs).toBe(81.25 + 130);
  });

  it('stays above the average by the clock granularity on a steady line', () => {
    const roundTrip = new RoundTrip();
    for (let times = 0; times < 500; times += 1) roundTrip.sample(5);
    expect(roundTrip.timeoutMs).toBeCloseTo(15, 3);
  });

  it('never waits longer than a second, and recovers from a clock that jumped', () => {
    const roundTrip = new RoundTrip();
    roundTrip.sample(86_400_000);
    expect(roundTrip.timeoutMs).toBe(1000);
    roundTrip.sample(-86_400_000);
    for (let times = 0; times < 100; times += 1) roundTrip.sample(20);
    expect(roundTrip.timeoutMs).toBeLessThan(50);
  });
});
