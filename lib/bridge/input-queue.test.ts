import { describe, expect, test } from 'vitest';
import { InputQueue } from './input-queue';

/** A queue in front of an agent that takes nothing until a test says so. */
function aQueue() {
  const written: Buffer[] = [];
  const state = { room: 0 };
  const queue = new InputQueue({
    room: () => state.room,
    write: (bytes) => written.push(Buffer.from(bytes)),
    accepted: () => undefined,
  });
  return { queue, written, state };
}

describe('while the agent takes nothing', () => {
  test('single keys wait together, in order and each once', () => {
    const { queue, written, state } = aQueue();
    queue.attach('page', 0);
    const typed = Buffer.from('0123456789'.repeat(300));
    for (const [offset, key] of [...typed].entries()) expect(queue.take('page', offset, Buffer.of(key))).toBe(true);
    state.room = 100_000;
    queue.drain();
    expect(Buffer.concat(written)).toEqual(typed);
    expect(written.length).toBeLessThan(5);
  });

  test('pages that come and go cannot pile input up without end', () => {
    const { queue } = aQueue();
    const taken = Array.from({ length: 40 }, (_none, number) => {
      queue.attach(`page ${number}`, 0);
      return Array.from({ length: 4 }, (_zero, at) => queue.take(`page ${number}`, at * 16_384, Buffer.alloc(16_384)));
    }).flat();
    const bytes = taken.filter(Boolean).length * 16_384;
    expect(bytes).toBe(1024 * 1024);
    expect(taken.at(-1)).toBe(false);
  });
});

test('a single line feed stays one when the agent takes it at once', () => {
  const { queue, written, state } = aQueue();
  state.room = 1_000;
  queue.attach('page', 0);
  for (const [offset, key] of ['l', 's', '\n'].entries()) queue.take('page', offset, Buffer.from(key));
  expect(written.map(String)).toEqual(['l', 's', '\n']);
});
