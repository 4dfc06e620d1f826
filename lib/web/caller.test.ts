import { describe, expect, it, vi } from 'vitest';

// Only Next's bundler resolves this marker; under plain Node it throws by design.
vi.mock('server-only', () => ({}));
const { addressOf, isFromOurPages } = await import('./caller');

describe('addressOf', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9', '203.0.113.9'],
    ['::1', '::1'],
    ['6.6.6.6, <script>', 'unknown'],
    ['', 'unknown'],
    [undefined, 'unknown'],
  ])('of %s is %s', (given, address) => {
    expect(addressOf(new Headers(given === undefined ? {} : { 'x-forwarded-for': given }))).toBe(address);
  });
});

describe('isFromOurPages', () => {
  const own = 'https://postern.example.com/';
  it.each([
    [{ origin: 'https://postern.example.com', 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: 'https://postern.example.com' }, true],
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: 'https://evil.example.com', 'sec-fetch-site': 'cross-site' }, false],
    [{ origin: 'https://postern.example.com', 'sec-fetch-site': 'cross-site' }, false],
    [{ origin: 'https://other.example.com', 'sec-fetch-site': 'same-site' }, false],
    [{ origin: 'https://evil.example.com' }, false],
    [{ origin: 'http://postern.example.com' }, false],
    [{ origin: 'null' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{}, false],
  ])('with %j is %s', (headers, answer) => {
    expect(isFromOurPages(new Headers(headers as Record<string, string>), own)).toBe(answer);
  });
});
