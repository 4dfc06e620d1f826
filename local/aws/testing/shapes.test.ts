import { describe, expect, it } from 'vitest';
import { compareShapes } from './shapes';

describe('the comparison of an answer with what the SDK reads from it', () => {
  it('takes times, bytes, lists and structures for what they are', () => {
    const sent = { At: 1.5, Blob: 'AQI=', Tags: [{ Key: 'a' }], Count: 3, On: false };
    const read = { At: new Date(1_500), Blob: new Uint8Array([1, 2]), Tags: [{ Key: 'a' }], Count: 3, On: false };
    expect(() => compareShapes(sent, { ...read, $metadata: {} }, 'it')).not.toThrow();
  });

  it.each([
    [
      'a member that was not read',
      { Tags: [{ Key: 'a', Colour: 'red' }] },
      { Tags: [{ Key: 'a' }] },
      'it.Tags[0].Colour',
    ],
    ['a list that is shorter', { Tags: [1, 2] }, { Tags: [1] }, 'it.Tags'],
    ['nothing where there is a member', { Tag: null }, { Tag: undefined }, 'it.Tag'],
    ['a number for a text', { Name: 3 }, { Name: '3' }, 'it.Name'],
  ])('names %s', (_what, sent, read, path) => {
    expect(() => compareShapes(sent, read, 'it')).toThrow(`${path} says`);
  });
});
