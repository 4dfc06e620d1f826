import type { IncomingMessage } from 'node:http';

const FORWARDED = /^(x-forwarded-.*|forwarded|x-real-ip)$/;

/**
 * Makes what a request says about its own origin true: without a trusted proxy every forwarding header is the caller's invention and
 * is dropped, and the socket's address takes its place. Whether the browser speaks https is the portal's own address to say, never a
 * header's. Call it first, before anything reads the headers.
 */
export function settleForwarded(request: IncomingMessage, o: { trustProxy: boolean; isHttps: boolean }): void {
  const address = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  if (!o.trustProxy) {
    for (const name of Object.keys(request.headers)) if (FORWARDED.test(name)) delete request.headers[name];
  }
  // Behind a proxy the last entry is the one it wrote itself.
  request.headers['x-forwarded-for'] ??= address;
  request.headers['x-forwarded-proto'] = o.isHttps ? 'https' : 'http';
}
