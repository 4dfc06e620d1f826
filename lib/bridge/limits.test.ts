import { describe, expect, it } from 'vitest';
import { SocketLimits } from './limits';

const NOW = 1_000_000_000;

function comeTimes(limits: SocketLimits, times: number, address = '203.0.113.9'): number {
  return Array.from({ length: times }, () => limits.come(address, NOW)).filter(Boolean).length;
}

describe('sockets', () => {
  it('that wait for their ticket are few for one address, and others are not touched', () => {
    const limits = new SocketLimits();
    expect(comeTimes(limits, 100)).toBe(20);
    expect(limits.come('203.0.113.10', NOW)).toBe(true);
    limits.gone('203.0.113.9', null);
    expect(comeTimes(limits, 5)).toBe(1);
  });

  it('of one IPv6 network are of one address', () => {
    const limits = new SocketLimits();
    const came = Array.from({ length: 50 }, (_, host) => limits.come(`2001:db8:0:1::${host.toString(16)}`, NOW));
    expect(came.filter(Boolean)).toHaveLength(20);
    expect(limits.come('2001:db8:0:2::1', NOW)).toBe(true);
  });

  it('of one person are few, however many addresses they come from', () => {
    const limits = new SocketLimits();
    const admitted = Array.from({ length: 100 }, (_, host) => {
      const address = `198.51.100.${host}`;
      return limits.come(address, NOW) && limits.admit(address, 'priya');
    });
    expect(admitted.filter(Boolean)).toHaveLength(60);
  });

  it('are not listened to for the rest of the minute once sixty tickets were refused', () => {
    const limits = new SocketLimits();
    for (let n = 0; n < 60; n += 1) {
      expect(limits.come('203.0.113.9', NOW)).toBe(true);
      limits.failed('203.0.113.9', NOW);
      limits.gone('203.0.113.9', null);
    }
    expect(limits.come('203.0.113.9', NOW)).toBe(false);
    expect(limits.come('203.0.113.10', NOW)).toBe(true);
    expect(limits.come('203.0.113.9', NOW + 60_000)).toBe(true);
  });
});
