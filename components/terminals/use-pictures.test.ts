import { describe, expect, it } from 'vitest';
import type { Picture } from '@/lib/domain/recordings/picture';
import { newestOf } from './use-pictures';

const at = (offset: number): Picture => ({ offset, rows: [], cursor: null, fromTop: false });

describe('the newest picture of each terminal', () => {
  it('is whichever has come further', () => {
    const fresh = new Map([
      ['a', at(5)],
      ['b', at(5)],
      ['gone', at(9)],
    ]);
    const newest = newestOf(
      [
        { id: 'a', picture: at(3) },
        { id: 'b', picture: at(8) },
        { id: 'c', picture: null },
        { id: 'd', picture: at(1) },
      ],
      fresh,
    );
    expect([...newest].map(([id, picture]) => [id, picture.offset])).toEqual([
      ['a', 5],
      ['b', 8],
      ['d', 1],
    ]);
  });
});
