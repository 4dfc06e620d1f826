import { NextRequest } from 'next/server';
import { describe, expect, it, vi } from 'vitest';

// Only Next's bundler resolves this marker; under plain Node it throws by design.
vi.mock('server-only', () => ({}));
const { guardPage } = await import('./guard-page');

const visit = (path: string, headers: Record<string, string> = {}) =>
  guardPage(
    new NextRequest(new URL(path, 'http://127.0.0.1:3000'), { headers: { host: '127.0.0.1:3000', ...headers } }),
  );

describe('guardPage', () => {
  it('sends a browser without a session cookie to the sign-in page and remembers where it wanted to go', () => {
    const response = visit('/requests/R-1087?tab=steps');
    expect(response.status).toBe(307);
    const to = new URL(response.headers.get('location') ?? '', 'http://127.0.0.1:3000');
    expect(to.pathname).toBe('/sign-in');
    expect(to.searchParams.get('to')).toBe('/requests/R-1087?tab=steps');
  });

  it('lets a session cookie through, whole or in pieces', () => {
    expect(visit('/', { cookie: 'next-auth.session-token=x' }).status).toBe(200);
    expect(visit('/', { cookie: '__Secure-next-auth.session-token.0=x' }).status).toBe(200);
    expect(visit('/', { cookie: 'not-next-auth.session-token=x' }).status).toBe(307);
  });

  it('leaves the sign-in page and the API to answer for themselves', () => {
    expect(visit('/sign-in').status).toBe(200);
    expect(visit('/api/health').status).toBe(200);
    expect(visit('/apiary').status).toBe(307);
  });

  it('gives every answer a policy with a nonce of its own', () => {
    const nonce = (path: string) =>
      /'nonce-([^']+)'/.exec(visit(path).headers.get('content-security-policy') ?? '')?.[1];
    const [one, other] = [nonce('/sign-in'), nonce('/sign-in')];
    expect(one).toMatch(/^[\w+/]{22}==$/);
    expect(one).not.toBe(other);
    expect(nonce('/requests')).toBeDefined();
  });
});
