import { describe, expect, it, vi } from 'vitest';

// Only Next's bundler resolves this marker; under plain Node it throws by design.
vi.mock('server-only', () => ({}));
const { isTimeZone, preferredLocale } = await import('./preferences');

describe('preferredLocale', () => {
  it.each([
    ['ja,en;q=0.8', 'ja'],
    ['en-GB,en;q=0.9,ja;q=0.8', 'en'],
    ['fr, ja-JP;q=0.5, en;q=0.4', 'ja'],
    ['en;q=0.1, ja;q=0.9', 'ja'],
    ['ja;q=0, en', 'en'],
    ['de', 'en'],
    ['', 'en'],
    [';;;q=,=,', 'en'],
  ])('reads %j as %s', (header, locale) => {
    expect(preferredLocale(header)).toBe(locale);
  });

  it('speaks English when the browser says nothing', () => {
    expect(preferredLocale(null)).toBe('en');
  });

  it('answers a very long header at once', () => {
    expect(preferredLocale('xx,'.repeat(100_000))).toBe('en');
  });
});

describe('isTimeZone', () => {
  it('knows real zones and refuses the rest', () => {
    expect(isTimeZone('Asia/Tokyo')).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone('<script>')).toBe(false);
  });
});
