import 'server-only';
import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy, securityHeaders } from './security-headers';

const sessionCookie = /^(__Secure-|__Host-)?next-auth\.session-token(\.\d+)?$/;
const openPaths = ['/sign-in', '/api', '/icon.svg'];

/**
 * Runs before every page: security headers with a fresh nonce, and a short cut to the sign-in page for a browser that
 * carries no session cookie at all. It grants nothing: whoever gets past it is still nobody until the page has asked.
 */
export function guardPage(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const forwarded = request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim();
  const place = {
    host: request.headers.get('host') ?? '',
    isHttps: (forwarded ?? request.nextUrl.protocol.replace(':', '')) === 'https',
    isDevelopment: process.env.NODE_ENV === 'development',
  };
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = contentSecurityPolicy(nonce, place);

  const isOpen = openPaths.some((path) => pathname === path || pathname.startsWith(`${path}/`));
  const isKnown = request.cookies.getAll().some(({ name }) => sessionCookie.test(name));
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  const response = isOpen || isKnown ? NextResponse.next({ request: { headers } }) : toSignIn();

  response.headers.set('Content-Security-Policy', policy);
  for (const [name, value] of securityHeaders(place)) response.headers.set(name, value);
  return response;

  function toSignIn(): NextResponse {
    const wanted = `${pathname}${search}`;
    const target = request.nextUrl.clone();
    target.pathname = '/sign-in';
    target.search = wanted === '/' ? '' : `?to=${encodeURIComponent(wanted)}`;
    return NextResponse.redirect(target);
  }
}
