import type { IncomingMessage, ServerResponse } from 'node:http';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a call that may change something says that it comes from somewhere else: an Origin that is neither the portal's own nor of the
 * very host that was called, which includes one that is empty, opaque or no origin at all. Next answers those with a bare 500 of its own.
 */
export function isForeignCall(request: IncomingMessage, ownOrigin: string): boolean {
  const { origin, host } = request.headers;
  if (SAFE.has(request.method ?? '') || origin === undefined || origin === ownOrigin) return false;
  // One of the very host under another scheme goes on to the pages, whose actions refuse it and keep that on record.
  return !URL.canParse(origin) || new URL(origin).origin !== origin || new URL(origin).host !== host;
}

/** Answers 403 without reading the body. */
export function refuseForeignCall(response: ServerResponse): void {
  response
    .writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' })
    .end('This call does not come from a page of ours.\n');
}
