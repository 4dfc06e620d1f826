import { describe, expect, it } from 'vitest';
import { formatClock, formatDuration } from './duration';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

describe('formatDuration', () => {
  it.each([
    [-5, '0 s', '0 秒'],
    [9.9 * second, '9 s', '9 秒'],
    [94 * second, '1 min 34 s', '1 分 34 秒'],
    [38 * minute + 12 * second, '38 min', '38 分'],
    [hour, '1 h', '1 時間'],
    [2 * hour + 10 * minute, '2 h 10 min', '2 時間 10 分'],
    [49 * hour, '2 d 1 h', '2 日 1 時間'],
  ])('%d ms is %s', (ms, english, japanese) => {
    expect(formatDuration(ms, 'en')).toBe(english);
    expect(formatDuration(ms, 'ja')).toBe(japanese);
  });
});

describe('formatClock', () => {
  it.each([
    [38 * minute + 12 * second, '38:12'],
    [hour + 24 * minute + 50 * second, '1:24:50'],
    [1, '0:01'],
    [0, '0:00'],
    [-minute, '0:00'],
  ])('%d ms left reads %s', (ms, clock) => {
    expect(formatClock(ms)).toBe(clock);
  });
});
