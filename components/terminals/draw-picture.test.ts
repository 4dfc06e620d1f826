import { describe, expect, it } from 'vitest';
import type { Picture } from '@/lib/domain/recordings/picture';
import { windowOf } from './draw-picture';

const picture = (more: Partial<Picture>): Picture => ({
  offset: 1,
  rows: Array.from({ length: 10 }, () => []),
  cursor: { row: 9, column: 0 },
  fromTop: false,
  ...more,
});

describe('the window of a miniature', () => {
  it('is the foot of a shell', () => {
    expect(windowOf(picture({}), 4, 40)).toEqual({ first: 6, left: 0, count: 4 });
    expect(windowOf(picture({ rows: [[], []], cursor: { row: 1, column: 3 } }), 4, 40).first).toBe(0);
  });

  it('is the top of a full-screen program unless its cursor is below', () => {
    expect(windowOf(picture({ fromTop: true, cursor: null }), 4, 40).first).toBe(0);
    expect(windowOf(picture({ fromTop: true, cursor: { row: 7, column: 0 } }), 4, 40).first).toBe(4);
  });

  it('always holds the cursor', () => {
    expect(windowOf(picture({ cursor: { row: 2, column: 0 } }), 4, 40).first).toBe(2);
    expect(windowOf(picture({ cursor: { row: 9, column: 59 } }), 4, 40).left).toBe(20);
    expect(windowOf(picture({}), 0, 0)).toEqual({ first: 9, left: 0, count: 1 });
  });
});
