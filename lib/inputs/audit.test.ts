import { expect, it } from 'vitest';
import { search } from './audit';

it('takes what the address says', () => {
  expect(search.parse({ q: ' person:"Maya Okafor" refund ', span: 'week', before: '184467' })).toEqual({
    q: 'person:"Maya Okafor" refund',
    span: 'week',
    before: 184467n,
  });
});

it.each([
  [{}],
  [{ q: 'a\0', span: 'year', before: '0' }],
  [{ q: 'x'.repeat(501), before: '-1' }],
  [{ q: ['a', 'b'], before: '9'.repeat(19) }],
  [{ before: '' }],
])('leaves out what it cannot understand: %j', (given) => {
  expect(search.parse(given)).toEqual({ q: '', span: 'all', before: undefined });
});

it('refuses fields it does not know', () => {
  expect(search.safeParse({ limit: 1e9 }).success).toBe(false);
});
