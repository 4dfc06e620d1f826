import type { OAuthConfig } from 'next-auth/providers/oauth';
import { describe, expect, it, vi } from 'vitest';
import type { Config } from '../config';
import type { Deps } from '../use-cases/deps';

// Only Next's bundler resolves this marker; under plain Node it throws by design.
vi.mock('server-only', () => ({}));
const { authOptions } = await import('./auth');

const config = {
  POSTERN_URL: 'https://postern.example.com',
  OIDC_ISSUER: 'https://id.example.com',
  OIDC_GROUPS_CLAIM: 'groups',
  SIGN_IN_HOURS: 12,
} as Config;
const options = authOptions(config, {} as Deps);

/** What a sign-in is told when the ID token and the userinfo endpoint say these claims. */
async function told(idToken: object, userinfo: () => Promise<object>): Promise<unknown> {
  const provider = options.providers[0] as OAuthConfig<{ sub: string }>;
  const { userinfo: endpoint } = provider;
  if (typeof endpoint !== 'object' || !endpoint.request) throw new Error('there is no userinfo request');
  const payload = Buffer.from(JSON.stringify(idToken)).toString('base64url');
  return endpoint.request({
    tokens: { id_token: `e30.${payload}.x`, access_token: 'an access token' },
    client: { userinfo },
  } as unknown as Parameters<typeof endpoint.request>[0]);
}

describe('who came back from the provider', () => {
  it('is what the ID token says, with groups from the userinfo endpoint where only that names them', async () => {
    const userinfo = async () => ({ sub: 'a', name: 'Other', groups: ['developers'] });
    expect(await told({ sub: 'a', name: 'A' }, userinfo)).toEqual({ sub: 'a', name: 'A', groups: ['developers'] });
    expect(await told({ sub: 'a', groups: [] }, userinfo)).toEqual({ sub: 'a', groups: [] });
  });

  it('has no groups of somebody else whom the userinfo endpoint speaks of', async () => {
    expect(await told({ sub: 'a' }, async () => ({ sub: 'b', groups: ['administrators'] }))).toEqual({ sub: 'a' });
    expect(await told({ sub: 'a' }, async () => ({ groups: ['administrators'] }))).toEqual({ sub: 'a' });
  });

  it('has no groups when the userinfo endpoint fails', async () => {
    expect(await told({ sub: 'a' }, () => Promise.reject(new Error('500')))).toEqual({ sub: 'a' });
  });
});

describe('where a sign-in leads', () => {
  it.each([
    ['/requests', 'https://postern.example.com/requests'],
    ['//evil.example.com', 'https://postern.example.com/'],
    ['/\\evil.example.com', 'https://postern.example.com/'],
    ['https://postern.example.com@evil.example.com/', 'https://postern.example.com/'],
    ['https://postern.example.com:8443/', 'https://postern.example.com/'],
    ['javascript:alert(1)', 'https://postern.example.com/'],
    ['http://postern.example.com/', 'https://postern.example.com/'],
  ])('%s is %s', async (url, address) => {
    const redirect = options.callbacks?.redirect;
    const led = await redirect?.({ url, baseUrl: config.POSTERN_URL });
    expect(new URL(led ?? '').href).toBe(address);
  });
});
