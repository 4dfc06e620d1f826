import { describe, expect, it } from 'vitest';
import { formatCount } from './count';
import { formatRelative } from './relative-time';

const now = new Date('2026-11-24T14:36:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe('formatRelative', () => {
  it.each([
    [0, 'now', 'いま'],
    [44, 'now', 'いま'],
    [60, '1 min ago', '1 分前'],
    [6 * 60, '6 min ago', '6 分前'],
    [3 * 3600, '3 h ago', '3 時間前'],
    [9 * 86_400, '9 d ago', '9 日前'],
    [-25 * 60, 'in 25 min', '25 分後'],
  ])('%d s ago is %s', (seconds, english, japanese) => {
    expect(formatRelative(ago(seconds), now, 'en')).toBe(english);
    expect(formatRelative(ago(seconds), now, 'ja')).toBe(japanese);
  });

  it('gives way to a date after a month', () => {
    expect(formatRelative(ago(30 * 86_400), now, 'en')).toBeNull();
  });
});

describe('formatCount', () => {
  it('parts thousands by a narrow no-break space in English and a comma in Japanese', () => {
    expect(formatCount(184_203, 'en')).toBe('184\u202f203');
    expect(formatCount(184_203, 'ja')).toBe('184,203');
    expect(formatCount(23, 'en')).toBe('23');
  });
});
