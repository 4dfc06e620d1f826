import { describe, expect, it, vi } from 'vitest';

// Only Next's bundler resolves this marker; under plain Node it throws by design.
vi.mock('server-only', () => ({}));
const { castResponse } = await import('./cast-response');

describe('castResponse', () => {
  it('streams every line and names a download after the terminal', async () => {
    async function* lines() {
      yield '{"version":2}\n';
      yield '[0.1,"o","é"]\n';
    }
    const download = castResponse({ number: 20418, lines: lines() }, 'download');
    expect(await download.text()).toBe('{"version":2}\n[0.1,"o","é"]\n');
    expect(download.headers.get('content-disposition')).toBe('attachment; filename="T-20418.cast"');
    expect(castResponse({ number: 1, lines: lines() }, 'player').headers.get('content-disposition')).toBeNull();
  });

  it('reads no further once the reader has left', async () => {
    let read = 0;
    let left = false;
    async function* lines() {
      try {
        for (;;) yield `${read++}\n`;
      } finally {
        left = true;
      }
    }
    const reader = castResponse({ number: 1, lines: lines() }, 'player').body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(left).toBe(true);
    expect(read).toBeLessThan(4);
  });
});
