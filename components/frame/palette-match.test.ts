import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitOf, pieces, search } from './palette-match';

const items = [
  { id: '1', group: 'targets', title: 'order-router-1', detail: 'shell' },
  { id: '2', group: 'targets', title: 'orders-db', detail: 'psql', words: 'orders.cluster-c9x1' },
  { id: '3', group: 'people', title: 'Gordon Ellis' },
  { id: '4', group: 'do', title: 'Audit of orders-db' },
] as const;
const found = (typed: string) => search(items, typed, 8).groups.flatMap((group) => group.items.map(({ id }) => id));

describe('search', () => {
  it('finds in titles, details and hidden words, the best fit first', () => {
    expect(found('ord')).toEqual(['1', '2', '3', '4']);
    expect(found('c9x1')).toEqual(['2']);
    expect(found('orders psql')).toEqual(['2']);
    expect(found('nothing')).toEqual([]);
  });

  it('keeps to one kind after #, @ or >', () => {
    expect(found('#ord')).toEqual(['1', '2']);
    expect(found('@ord')).toEqual(['3']);
    expect(found('> ord')).toEqual(['4']);
    expect(search(items, '@ord', 8).query).toBe('ord');
  });

  it('shows at most so many of each kind', () => {
    expect(search(items, '', 1).groups.every((group) => group.items.length === 1)).toBe(true);
  });
});

describe('fitOf', () => {
  it('prefers a beginning, then the beginning of a word', () => {
    expect([
      fitOf('orders-db', 'ord'),
      fitOf('my-orders', 'ord'),
      fitOf('recordings', 'ord'),
      fitOf('x', 'ord'),
    ]).toEqual([3, 2, 1, 0]);
  });
});

describe('pieces', () => {
  it('always joins to the text it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', maxLength: 3 }), (text, query) => {
        expect(
          pieces(text, query)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('marks each occurrence, whatever its case', () => {
    expect(pieces('Orders and orders', 'ORD').filter((piece) => piece.hit)).toHaveLength(2);
  });
});
