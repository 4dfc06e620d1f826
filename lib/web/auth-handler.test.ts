import { NextRequest } from 'next/server';
import { expect, it, vi } from 'vitest';

// Only Next's bundler resolves this marker; under plain Node it throws by design.
vi.mock('server-only', () => ({}));
const { handleAuth } = await import('./auth-handler');

it.each([['_log'], ['verify-request'], ['constructor'], ['']])('has no door called "%s"', async (step) => {
  const body = JSON.stringify({ level: 'error', code: 'OAUTH_CALLBACK', message: 'written by a stranger' });
  const request = new NextRequest(`http://127.0.0.1:3000/api/auth/${step}`, { method: 'POST', body });
  const response = await handleAuth(request, { params: Promise.resolve({ nextauth: [step] }) });
  expect(response.status).toBe(404);
});
