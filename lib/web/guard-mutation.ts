import 'server-only';
import { type NextRequest, NextResponse } from 'next/server';
import { countRefusal } from '../use-cases/audit/count-refusal';
import { addressOf, isFromOurPages } from './caller';
import { webConfig, webDeps } from './deps';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Signing in and out carries tokens of its own against other pages. */
const SIGN_IN = '/api/auth/';

/**
 * Runs before everything that Next does with a call: 403, on record, for one that would change something and was not made by a page of
 * ours; null for every other. Each action asks again; this one keeps strangers' calls from being parsed and from Next's own log.
 */
export async function guardMutation(request: NextRequest): Promise<NextResponse | null> {
  if (READS.has(request.method) || request.nextUrl.pathname.startsWith(SIGN_IN)) return null;
  if (isFromOurPages(request.headers, webConfig().POSTERN_URL)) return null;
  const deps = webDeps();
  const address = addressOf(request.headers);
  deps.log.warn({ address, path: request.nextUrl.pathname }, 'a call of a foreign page');
  const actor = { stranger: true, address } as const;
  await countRefusal(deps, { actor, door: 'page', why: 'foreignOrigin' });
  return new NextResponse(null, { status: 403 });
}
