import { expect, test } from 'vitest';
import type { Environment } from '../../domain/targets/environment';
import type { NodePing } from '../../domain/targets/node';
import type { ManagedNodes } from '../ports';
import { reachNode } from './reach-node';

/** A node that connects after some time by a clock that moves with each wait; everything is on the clock, nothing takes time. */
function stage(node: { ping: NodePing; connectsAfterMs: number } | null) {
  let nowMs = 0;
  let isWanted = true;
  const waits: number[] = [];
  const nodes: ManagedNodes = {
    list: () => Promise.reject(new Error('not asked here')),
    lastHeard: async () => node && { ping: node.ping, lastPingAt: new Date('2026-11-22T11:00:00Z') },
    isConnected: async () => node !== null && nowMs >= node.connectsAfterMs,
  };
  const reach = () =>
    reachNode({ nodes }, {} as Environment, 'mi-0f2ab9c4d81e6e570', {
      goesOn: () => isWanted,
      now: () => nowMs,
      wait: async (ms) => {
        waits.push(ms);
        nowMs += ms;
        if (waits.length > 100) isWanted = false;
      },
    });
  return { reach, waits, giveUp: () => (isWanted = false), now: () => nowMs };
}

test('a node that connects within a minute and a half is waited for, ever more seldom', async () => {
  const { reach, waits } = stage({ ping: 'online', connectsAfterMs: 60_000 });
  await reach();
  expect(waits.slice(0, 5)).toEqual([500, 1_000, 2_000, 4_000, 5_000]);
  expect(waits.length).toBeLessThan(20);
});

test.each([
  ['online', 'PosternNodeNotConnected', 90_000],
  ['connectionLost', 'PosternNodeOffline', 10_000],
  ['inactive', 'PosternNodeOffline', 10_000],
] as const)('one that is %s and never connects is given up as %s', async (ping, code, withinMs) => {
  const { reach, now } = stage({ ping, connectsAfterMs: Number.POSITIVE_INFINITY });
  await expect(reach()).rejects.toMatchObject({ name: 'CloudError', kind: 'notReady', code });
  expect(now()).toBeLessThanOrEqual(withinMs);
});

test('one that is said to be gone and is back is taken at its line, not at its ping', async () => {
  const { reach } = stage({ ping: 'connectionLost', connectsAfterMs: 3_000 });
  await expect(reach()).resolves.toBeUndefined();
});

test('one that Systems Manager does not know is told as such at once', async () => {
  const { reach, waits } = stage(null);
  await expect(reach()).rejects.toMatchObject({ kind: 'notFound', code: 'PosternNodeUnknown' });
  expect(waits).toEqual([]);
});

test('nobody is waited for when nobody waits', async () => {
  const { reach, giveUp, waits } = stage({ ping: 'online', connectsAfterMs: Number.POSITIVE_INFINITY });
  giveUp();
  await reach();
  expect(waits).toEqual([]);
});
