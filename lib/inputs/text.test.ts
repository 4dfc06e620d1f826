import { describe, expect, it } from 'vitest';
import { instant, lineOfText, minutes, optional, severalLines } from './text';

const messages = (result: { error?: { issues: readonly { message: string }[] } }) =>
  result.error?.issues.map((issue) => issue.message);

describe('lineOfText', () => {
  it.each([
    ['  OPS-12 ', 'OPS-12'],
    ['日本語 🔥', '日本語 🔥'],
    ['<b>"&\'', '<b>"&\''],
    ['', ''],
  ])('takes %j', (given, taken) => {
    expect(lineOfText(20).parse(given)).toBe(taken);
  });

  it.each([
    ['a newline', 'a\nb', 'charactersNotAllowed'],
    ['a tab', 'a\tb', 'charactersNotAllowed'],
    ['a NUL', 'a\0b', 'charactersNotAllowed'],
    ['an escape', 'a\u001b[2Jb', 'charactersNotAllowed'],
    ['a C1 control', 'a\u009bb', 'charactersNotAllowed'],
    ['a right-to-left override', 'a\u202eb', 'charactersNotAllowed'],
    ['an isolate', 'a\u2067b', 'charactersNotAllowed'],
    ['half a character', 'a\ud83d', 'charactersNotAllowed'],
    ['a line separator', 'a\u2028b', 'charactersNotAllowed'],
    ['too much', 'x'.repeat(21), 'tooLong'],
  ])('refuses %s', (_, given, message) => {
    expect(messages(lineOfText(20).safeParse(given))).toEqual([message]);
  });

  it('refuses what is no text', () => {
    expect(messages(lineOfText(20).safeParse(7))).toEqual(['textNeeded']);
  });

  it('counts a character of two units once', () => {
    expect(lineOfText(20).safeParse('🔥'.repeat(20)).success).toBe(true);
    expect(lineOfText(20).safeParse('🔥'.repeat(21)).success).toBe(false);
  });
});

describe('severalLines', () => {
  it('keeps line breaks, made plain, and trims', () => {
    expect(severalLines(1, 20).parse(' a\r\nb\n ')).toBe('a\nb');
  });

  it.each([
    ['nothing', '  \n', ['textNeeded']],
    ['too little', 'short', ['tooShort']],
    ['too much', 'x'.repeat(21), ['tooLong']],
    ['a lone carriage return', 'aaaaaaaaaa\rb', ['charactersNotAllowed']],
    ['an override', 'aaaaaaaaaa\u202e', ['charactersNotAllowed']],
  ])('refuses %s', (_, given, expected) => {
    expect(messages(severalLines(10, 20).safeParse(given))).toEqual(expected);
  });
});

it.each([undefined, null, '', '   '])('optional makes %j null', (given) => {
  expect(optional(lineOfText(5)).parse(given)).toBeNull();
  expect(optional(severalLines(1, 5)).parse(given)).toBeNull();
});

describe('minutes and instants', () => {
  it.each([
    ['45', 45],
    [45, 45],
    [43_200, 43_200],
  ])('takes %j', (given, taken) => {
    expect(minutes.parse(given)).toBe(taken);
  });

  it.each(['', ' 4', '4.5', '1e3', '-1', 0, 1.5, 43_201, null, Number.NaN, 9_999_999])(
    'refuses %j minutes',
    (given) => {
      expect(minutes.safeParse(given).success).toBe(false);
    },
  );

  it('takes an instant with its zone', () => {
    expect(instant.parse('2026-11-22T10:00:00+09:00')).toEqual(new Date('2026-11-22T01:00:00Z'));
  });

  it.each(['2026-11-22', '2026-11-22T10:00:00', 'tomorrow', '9999-11-22T10:00:00Z', 5])('refuses %j', (given) => {
    expect(instant.safeParse(given).success).toBe(false);
  });
});
