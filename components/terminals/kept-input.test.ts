import { describe, expect, it } from 'vitest';
import { KeptInput } from './kept-input';

const bytesOf = (count: number, value = 7) => new Uint8Array(count).fill(value);
const text = (input: KeptInput) => {
  const part = input.next();
  return part && [part.offset, Buffer.from(part.bytes).toString()];
};

describe('what was typed', () => {
  it('is given out once, in order, and waits until it is taken', () => {
    const input = new KeptInput();
    for (const piece of ['ls', ' -la', '\n']) input.add(Buffer.from(piece));
    expect([text(input), text(input), text(input), text(input)]).toEqual([[0, 'ls'], [2, ' -la'], [6, '\n'], null]);
    expect(input.waitingBytes).toBe(7);
    input.taken(4);
    expect(input.waitingBytes).toBe(3);
    input.taken(7);
    expect([input.waitingBytes, input.sent]).toEqual([0, 7]);
  });

  it('is given out again from where a new line begins, in the middle of a piece too', () => {
    const input = new KeptInput();
    input.add(Buffer.from('echo one'));
    text(input);
    input.resumeAt(5);
    expect(text(input)).toEqual([5, 'one']);
  });

  it('is given up as far as it was under way when the line starts over; the rest goes on at the new place', () => {
    const input = new KeptInput();
    input.add(Buffer.from('gone'));
    text(input);
    input.add(Buffer.from('kept'));
    expect(input.startOver(0)).toBe(4);
    expect(text(input)).toEqual([0, 'kept']);
  });

  it('is under way in bounded parts, and kept up to a bound', () => {
    const input = new KeptInput();
    expect(input.add(bytesOf(8 * 1024 * 1024))).toBe(true);
    expect(input.add(bytesOf(1))).toBe(false);
    let sent = 0;
    for (let part = input.next(); part !== null; part = input.next()) sent += part.bytes.length;
    expect(sent).toBe(64 * 1024);
    input.taken(16 * 1024);
    expect(input.next()?.bytes).toHaveLength(16 * 1024);
    expect(input.add(bytesOf(16 * 1024))).toBe(true);
  });
});
