import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningIdentity, startIdentity } from './start-identity';

// The provider comes back at its address, where a connection of the time before would be tried again.
const ONE_CALL = { connection: 'close' };
const REDIRECT = 'http://127.0.0.1:65000/api/auth/callback/oidc';
const lines: string[] = [];
let dataFolder: string;
let identity: RunningIdentity;

const start = () =>
  startIdentity({
    dataFolder,
    clientId: 'postern',
    clientSecret: 'a secret of the test',
    redirectUris: [REDIRECT],
    log: (line) => lines.push(line),
  });

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'postern-identity-'));
  identity = await start();
});
afterAll(async () => {
  await identity.close();
  rmSync(dataFolder, { recursive: true, force: true });
  expect(lines).toEqual([]);
});

/** As much of a browser as a sign-in needs: cookies by name and path, no script. */
class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  async visit(url: string, form?: Record<string, string>): Promise<Response> {
    const { pathname } = new URL(url);
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`);
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: cookie.join('; '), ...ONE_CALL },
      body: form ? new URLSearchParams(form) : undefined,
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /path=([^;]+)/i.exec(line)?.[1] ?? '/';
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, { value, path });
    }
    return response;
  }

  /** Follows redirects until a page, or until an address outside the provider. */
  async arrive(url: string, form?: Record<string, string>): Promise<{ url: string; response: Response }> {
    let response = await this.visit(url, form);
    let at = url;
    while (response.headers.has('location')) {
      at = new URL(response.headers.get('location') ?? '', at).href;
      if (!at.startsWith(identity.issuer)) break;
      response = await this.visit(at);
    }
    return { url: at, response };
  }
}

const verifier = randomBytes(32).toString('base64url');

function authorizationUrl(changed: Record<string, string | undefined> = {}): string {
  const url = new URL('/auth', identity.issuer);
  const params: Record<string, string | undefined> = {
    client_id: 'postern',
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'openid profile email groups',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changed,
  };
  for (const [name, value] of Object.entries(params)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

async function redeem(code: string, secret = identity.clientSecret, codeVerifier = verifier): Promise<Response> {
  return fetch(`${identity.issuer}/token`, {
    method: 'POST',
    headers: {
      ...ONE_CALL,
      authorization: `Basic ${Buffer.from(`postern:${encodeURIComponent(secret)}`).toString('base64')}`,
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: codeVerifier,
    }),
  });
}

async function signIn(browser: Browser, person: string): Promise<{ code: string; returned: URL }> {
  const page = await browser.arrive(authorizationUrl());
  const { url } = await browser.arrive(page.url, { person });
  const returned = new URL(url);
  return { code: returned.searchParams.get('code') ?? '', returned };
}

async function verifiedClaims(token: string): Promise<Record<string, unknown>> {
  const [head = '', body = '', signature = ''] = token.split('.');
  const { keys } = (await (await fetch(`${identity.issuer}/jwks`, { headers: ONE_CALL })).json()) as {
    keys: Record<string, string>[];
  };
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString());
  const key = keys.find((one) => one.kid === kid);
  const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' });
  const good = verify('RSA-SHA256', Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, 'base64url'));
  expect(good).toBe(true);
  return JSON.parse(Buffer.from(body, 'base64url').toString());
}

describe('startIdentity', () => {
  test('leads from the authorization request to a signed ID token with groups', async () => {
    const { code, returned } = await signIn(new Browser(), 'priya-raman');
    expect(returned.href).toContain(`${REDIRECT}?`);
    expect(returned.searchParams.get('state')).toBe('the-state');
    const answer = (await (await redeem(code)).json()) as { id_token: string };
    expect(await verifiedClaims(answer.id_token)).toMatchObject({
      iss: identity.issuer,
      aud: 'postern',
      nonce: 'the-nonce',
      sub: 'priya-raman',
      name: 'Priya Raman',
      email: 'priya@kestrel-freight.example',
      groups: ['developers', 'infrastructure', 'approvers'],
    });
  });

  test('shows a button for each person under a policy that lets no script or foreign origin in', async () => {
    const { response } = await new Browser().arrive(authorizationUrl());
    expect(response.status).toBe(200);
    const html = await response.text();
    for (const { sub, name } of identity.people) {
      expect(html).toContain(`<button name="person" value="${sub}"`);
      expect(html).toContain(`id="${sub}-name">${name}<`);
    }
    expect(html).not.toContain('<script');
    expect(html).not.toContain(' style=');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' http://127.0.0.1:65000;");
    for (const [path, type] of [
      ['/assets/pages.css', 'text/css'],
      ['/assets/instrument-sans.woff2', 'font/woff2'],
    ]) {
      const asset = await fetch(identity.issuer + path, { headers: ONE_CALL });
      expect([asset.status, asset.headers.get('content-type')]).toEqual([200, expect.stringContaining(type ?? '')]);
      await asset.arrayBuffer();
    }
    expect((await fetch(`${identity.issuer}/assets/..%2f..%2fpackage.json`, { headers: ONE_CALL })).status).toBe(404);
  });

  test('asks again each time, so the same browser can come back as somebody else', async () => {
    const browser = new Browser();
    await signIn(browser, 'maya-okafor');
    const { code } = await signIn(browser, 'nils-berg');
    const answer = (await (await redeem(code)).json()) as { id_token: string };
    expect(await verifiedClaims(answer.id_token)).toMatchObject({ sub: 'nils-berg', groups: [] });
  });

  test('refuses a request without PKCE, a wrong verifier, a wrong secret and a code used twice', async () => {
    const bare = await new Browser().arrive(
      authorizationUrl({ code_challenge: undefined, code_challenge_method: undefined }),
    );
    expect(new URL(bare.url).searchParams.get('error')).toBe('invalid_request');
    const browser = new Browser();
    expect((await redeem((await signIn(browser, 'maya-okafor')).code, undefined, 'x'.repeat(43))).status).toBe(400);
    expect((await redeem((await signIn(browser, 'maya-okafor')).code, 'wrong')).status).toBe(401);
    const { code } = await signIn(browser, 'maya-okafor');
    expect((await redeem(code)).status).toBe(200);
    expect((await redeem(code)).status).toBe(400);
  });

  test('refuses an address it was not told, an unknown person, and a sign-in begun elsewhere', async () => {
    const elsewhere = await new Browser().arrive(authorizationUrl({ redirect_uri: 'http://127.0.0.1:1/' }));
    expect(elsewhere.response.status).toBe(400);
    const browser = new Browser();
    const page = await browser.arrive(authorizationUrl());
    const unknown = await browser.arrive(page.url, { person: 'mallory' });
    expect([unknown.url, unknown.response.status]).toEqual([page.url, 400]);
    expect((await new Browser().arrive(page.url, { person: 'maya-okafor' })).response.status).toBe(400);
  });

  test('signs out at the word of the product and returns to it with its state', async () => {
    const browser = new Browser();
    const { code } = await signIn(browser, 'sofia-marchetti');
    const { id_token } = (await (await redeem(code)).json()) as { id_token: string };
    const end = new URL('/session/end', identity.issuer);
    end.search = new URLSearchParams({
      id_token_hint: id_token,
      post_logout_redirect_uri: 'http://127.0.0.1:65000/sign-in',
      state: 'after',
    }).toString();
    const { url } = await browser.arrive(end.href);
    expect(url).toBe('http://127.0.0.1:65000/sign-in?state=after');
    const stranger = await new Browser().arrive(
      `${identity.issuer}/session/end?post_logout_redirect_uri=http://evil.example`,
    );
    expect(stranger.response.status).toBe(200);
    expect(await stranger.response.text()).not.toContain('evil.example');
  });

  test('is known by the same address at its next start, and says who is in its way', async () => {
    const { issuer } = identity;
    await identity.close();
    identity = await start();
    expect(identity.issuer).toBe(issuer);
    await expect(start()).rejects.toThrow(
      `Port ${new URL(issuer).port}, at which the local identity provider is known, is taken by another program: stop that one, or remove ${join(dataFolder, 'port')}; then everybody is somebody new, without what they had.`,
    );
  });

  test('keeps its signing key in a file only its owner can read', async () => {
    const { code } = await signIn(new Browser(), 'kenji-watanabe');
    const { id_token } = (await (await redeem(code)).json()) as { id_token: string };
    await identity.close();
    identity = await start();
    expect(await verifiedClaims(id_token)).toMatchObject({ sub: 'kenji-watanabe' });
    expect(statSync(join(dataFolder, 'keys.json')).mode & 0o777).toBe(0o600);
  });
});
