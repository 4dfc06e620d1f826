import 'server-only';

type Read = { get(name: string): string | null };

const MOST_ADDRESS = 60;

/**
 * The network address a call came from. The server's front puts the socket's own address last in X-Forwarded-For, or behind a
 * trusted load balancer leaves the one that put it there; whatever stands before the last entry is the caller's own claim.
 */
export function addressOf(headers: Read): string {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  return last && /^[0-9a-fA-F.:]+$/.test(last) ? last.slice(0, MOST_ADDRESS) : 'unknown';
}

/**
 * Whether a call that changes something was made by a page of ours. Every current browser says where a POST comes from; what says
 * nothing is not a browser with our pages open, and has no business here.
 */
export function isFromOurPages(headers: Read, ownAddress: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  const origin = headers.get('origin');
  if (origin !== null) return origin === new URL(ownAddress).origin;
  return site === 'same-origin';
}
