import { describe, expect, it, vi } from 'vitest';

// Only Next's bundler resolves this marker; under plain Node it throws by design.
vi.mock('server-only', () => ({}));
const { contentSecurityPolicy, securityHeaders } = await import('./security-headers');

const place = { host: 'postern.example:8443', isHttps: true, isDevelopment: false };
const directives = (policy: string) =>
  new Map(policy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]));

describe('contentSecurityPolicy', () => {
  it('runs only scripts that carry the nonce, and no text as code', () => {
    const scripts = directives(contentSecurityPolicy('n0nce', place)).get('script-src');
    expect(scripts).toContain("'nonce-n0nce'");
    expect(scripts).toContain("'strict-dynamic'");
    expect(scripts).not.toContain("'unsafe-inline'");
    expect(scripts).not.toContain("'unsafe-eval'");
  });

  it('names no origin but its own', () => {
    const policy = contentSecurityPolicy('n', place);
    expect(policy.match(/https?:|\*/g)).toBeNull();
    expect(directives(policy).get('connect-src')).toEqual(["'self'", 'wss://postern.example:8443']);
  });

  it('cannot be framed, rebased or made to post elsewhere', () => {
    const policy = directives(contentSecurityPolicy('n', place));
    expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
    expect(policy.get('base-uri')).toEqual(["'none'"]);
    expect(policy.get('object-src')).toEqual(["'none'"]);
    expect(policy.get('form-action')).toEqual(["'self'"]);
  });

  it('takes nothing from a forged Host header', () => {
    const policy = contentSecurityPolicy('n', { ...place, host: "evil.example; script-src 'unsafe-inline'" });
    expect(policy).not.toContain('evil');
    expect(policy).not.toContain("script-src 'unsafe-inline'");
  });
});

describe('securityHeaders', () => {
  it('demands https only where https was spoken', () => {
    const names = (isHttps: boolean) => securityHeaders({ ...place, isHttps }).map(([name]) => name);
    expect(names(true)).toContain('Strict-Transport-Security');
    expect(names(false)).not.toContain('Strict-Transport-Security');
  });
});
