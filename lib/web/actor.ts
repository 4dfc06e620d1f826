import 'server-only';
import { cookies, headers } from 'next/headers';
import { getToken } from 'next-auth/jwt';
import { cache } from 'react';
import type { Actor } from '../domain/people/actor';
import { findActor } from '../use-cases/people/find-actor';
import { addressOf } from './caller';
import { webConfig, webDeps } from './deps';

/**
 * Who is asking, looked up in the rows once for each request, so that a revoked sign-in is over at the next one; null when nobody
 * is signed in. The cookie says only which row to look at.
 */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const signInId = await signInIdOf();
  if (signInId === null) return null;
  return findActor(webDeps(), signInId, addressOf(await headers()));
});

async function signInIdOf(): Promise<string | null> {
  const config = webConfig();
  const jar = Object.fromEntries((await cookies()).getAll().map(({ name, value }) => [name, value]));
  const request = { cookies: jar, headers: {} };
  const token = await getToken({
    req: request as unknown as Parameters<typeof getToken>[0]['req'],
    secret: config.AUTH_SECRET,
    secureCookie: config.POSTERN_URL.startsWith('https:'),
  }).catch(() => null);
  return typeof token?.signInId === 'string' ? token.signInId : null;
}
