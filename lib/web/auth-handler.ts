import 'server-only';
import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { maySignInFrom } from '../use-cases/people/is-within-rate';
import { authOptions } from './auth';
import { addressOf } from './caller';
import { webConfig, webDeps } from './deps';

type Context = { params: Promise<{ nextauth: string[] }> };

// next-auth has more doors than these: one writes whatever a stranger sends into our log and, as a failed sign-in, into the record.
const STEPS: ReadonlySet<string | undefined> = new Set([
  'callback',
  'csrf',
  'error',
  'providers',
  'session',
  'signin',
  'signout',
]);

let handle: ((request: NextRequest, context: Context) => Promise<Response>) | undefined;

/** next-auth's steps of signing in and out behind a limit of tries for each address; built at the first call, since a build has no configuration. */
export async function handleAuth(request: NextRequest, context: Context): Promise<Response> {
  const [step] = (await context.params).nextauth;
  if (!STEPS.has(step)) return new Response(null, { status: 404 });
  const config = webConfig();
  const deps = webDeps();
  if (step === 'signin' || step === 'callback') {
    const address = addressOf(request.headers);
    if (!(await maySignInFrom(deps, address))) {
      const door = new URL('/sign-in?error=TooMany', config.POSTERN_URL).href;
      // The sign-in button calls with fetch and goes where the answer says.
      return request.method === 'POST' ? Response.json({ url: door }, { status: 429 }) : Response.redirect(door, 303);
    }
  }
  if (!handle) {
    // Everything next-auth builds addresses from; without it, it would believe the Host header.
    process.env.NEXTAUTH_URL = config.POSTERN_URL;
    handle = NextAuth(authOptions(config, deps)) as typeof handle;
  }
  return (handle as NonNullable<typeof handle>)(request, context);
}
