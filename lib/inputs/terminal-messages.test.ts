import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFromBrowser } from './terminal-messages';

const ticket = 'A'.repeat(43);

describe('parseFromBrowser', () => {
  it.each([
    { type: 'open', ticket, offset: 0, cols: 80, rows: 24 },
    { type: 'size', cols: 1, rows: 1000 },
    { type: 'shown', offset: 2 ** 53 - 1 },
    { type: 'ping', at: 1234.5 },
  ])('takes %j', (message) => {
    expect(parseFromBrowser(JSON.stringify(message))).toEqual(message);
  });

  it.each([
    ['', 'nothing'],
    ['null', 'null'],
    ['[]', 'a list'],
    ['{"type":"ping","at":1', 'half a message'],
    ['{"type":"end"}', 'a message of the other side'],
    ['{"type":"ping"}', 'a field left out'],
    ['{"type":"ping","at":1,"more":2}', 'a field too many'],
    ['{"type":"size","cols":0,"rows":24}', 'no columns'],
    ['{"type":"size","cols":1e9,"rows":24}', 'too many columns'],
    ['{"type":"shown","offset":-1}', 'an offset before the beginning'],
    ['{"type":"shown","offset":9007199254740993}', 'an offset that is not exact'],
    ['{"type":"shown","offset":"1"}', 'an offset as text'],
    [`{"type":"open","ticket":"short","offset":0,"cols":80,"rows":24}`, 'a ticket that can be none'],
    [`{"type":"ping","at":1${' '.repeat(5000)}}`, 'a long frame'],
    [`${'['.repeat(4000)}`, 'a deep frame'],
  ])('refuses %s', (frame) => {
    expect(parseFromBrowser(frame)).toBeNull();
  });

  it('answers any text without throwing', () => {
    const near = fc.record({
      type: fc.constantFrom('open', 'size', 'shown', 'ping'),
      offset: fc.anything(),
      cols: fc.anything(),
    });
    const frame = fc.oneof(
      fc.string(),
      fc.json(),
      near.map((value) => JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? 0 : one))),
    );
    fc.assert(
      fc.property(frame, (text) => {
        const message = parseFromBrowser(text);
        expect(message === null || typeof message.type === 'string').toBe(true);
      }),
    );
  });
});
