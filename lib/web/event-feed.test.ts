import { describe, expect, test, vi } from 'vitest';

// Only Next's bundler resolves this marker; under plain Node it throws by design.
vi.mock('server-only', () => ({}));
const { EventFeed } = await import('./event-feed');

function aFeed() {
  const whenClosed = vi.fn();
  const feed = new EventFeed(whenClosed);
  const reader = feed.stream.getReader();
  const decoder = new TextDecoder();
  return {
    feed,
    whenClosed,
    reader,
    /** The next line; null at the end. */
    async next(): Promise<string | null> {
      const { done, value } = await reader.read();
      return done ? null : decoder.decode(value);
    },
  };
}

describe('a reader that keeps up', () => {
  test('hears each topic as it comes', async () => {
    const { feed, next } = aFeed();
    for (const topic of ['requests', 'terminals', 'requests']) {
      feed.say(topic);
      expect(await next()).toBe(`data: ${topic}\n\n`);
    }
  });

  test('is kept however long nothing changes', async () => {
    const { feed, next, whenClosed } = aFeed();
    for (let beats = 0; beats < 100; beats += 1) {
      feed.beat();
      expect(await next()).toBe(': still here\n\n');
    }
    expect(whenClosed).not.toHaveBeenCalled();
  });
});

describe('a reader that does not read', () => {
  test('has at most sixteen lines waiting, and then hears that anything may have changed', async () => {
    const { feed, next } = aFeed();
    for (let count = 0; count < 100_000; count += 1) feed.say('terminals');
    const lines: (string | null)[] = [];
    for (let count = 0; count < 17; count += 1) lines.push(await next());
    expect(new Set(lines.slice(0, 16))).toEqual(new Set(['data: terminals\n\n']));
    expect(lines[16]).toBe('data: everything\n\n');
    feed.say('requests');
    expect(await next()).toBe('data: requests\n\n');
  });

  test('is let go after four beats, and what waited is all there is', async () => {
    const { feed, next, whenClosed } = aFeed();
    for (let count = 0; count < 20; count += 1) feed.say('terminals');
    for (let beats = 0; beats < 3; beats += 1) feed.beat();
    expect(feed.isClosed).toBe(false);
    feed.beat();
    expect(feed.isClosed).toBe(true);
    expect(whenClosed).toHaveBeenCalledTimes(1);
    feed.say('terminals');
    let left = 0;
    while ((await next()) !== null) left += 1;
    expect(left).toBe(16);
  });

  test('counts anew once it has read again', async () => {
    const { feed, next } = aFeed();
    for (let round = 0; round < 5; round += 1) {
      for (let count = 0; count < 20; count += 1) feed.say('terminals');
      for (let beats = 0; beats < 3; beats += 1) feed.beat();
      for (let count = 0; count < 17; count += 1) await next();
    }
    expect(feed.isClosed).toBe(false);
  });
});

test('a reader that leaves closes the feed once', async () => {
  const { feed, reader, whenClosed } = aFeed();
  await reader.cancel();
  feed.close();
  expect(feed.isClosed).toBe(true);
  expect(whenClosed).toHaveBeenCalledTimes(1);
});
