import { describe, expect, it } from 'vitest';
import { filter } from './audit';

const ID = '0b7f7a0e-6a55-4c39-9d0b-0d5a7f0c1a2b';

describe('the filter of the record', () => {
  it('takes nothing, and emptied fields as nothing', () => {
    expect(filter.parse({})).toEqual({});
    expect(filter.parse({ name: '', actorId: '', from: '', before: '', text: '' })).toEqual({});
  });

  it('takes everything', () => {
    const given = { name: 'request.', actorId: ID, from: '2026-11-22T10:00:00Z', before: '184467', text: ' R-1087 ' };
    expect(filter.parse(given)).toEqual({
      name: 'request.',
      actorId: ID,
      from: new Date('2026-11-22T10:00:00Z'),
      before: 184467n,
      text: 'R-1087',
    });
  });

  it.each([
    ['name', "request'--"],
    ['actorId', 'maya'],
    ['from', 'yesterday'],
    ['before', '0'],
    ['before', '-1'],
    ['before', '9'.repeat(19)],
    ['text', 'a\0'],
  ])('refuses %s %j, naming it', (field, given) => {
    expect(filter.safeParse({ [field]: given }).error?.issues[0]?.path).toEqual([field]);
  });

  it('refuses a time that ends before it begins, and fields it does not know', () => {
    const backwards = { from: '2026-11-22T10:00:00Z', to: '2026-11-22T09:00:00Z' };
    expect(filter.safeParse(backwards).error?.issues[0]).toMatchObject({ path: ['to'], message: 'endsBeforeItBegins' });
    expect(filter.safeParse({ limit: 1e9 }).success).toBe(false);
  });
});
