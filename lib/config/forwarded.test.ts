import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleForwarded } from './forwarded';

const server = createServer();
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** The forwarding headers of a call as the pages would read them. */
async function settled(
  given: Record<string, string>,
  trustProxy: boolean,
  isHttps = false,
): Promise<Record<string, unknown>> {
  server.once('request', (request: IncomingMessage, response) => {
    settleForwarded(request, { trustProxy, isHttps });
    const left = Object.entries(request.headers).filter(([name]) => /forwarded|real-ip/.test(name));
    response.end(JSON.stringify(Object.fromEntries(left)));
  });
  return (await fetch(url, { headers: given })).json() as Promise<Record<string, unknown>>;
}

const claims = {
  'x-forwarded-for': '6.6.6.6',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'evil.example.com',
  forwarded: 'for=6.6.6.6',
  'x-real-ip': '6.6.6.6',
};

const OWN = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' };

describe('settleForwarded', () => {
  it('believes nothing a caller says of itself', async () => {
    expect(await settled(claims, false)).toEqual(OWN);
    expect(await settled({}, false)).toEqual(OWN);
  });

  it('believes a proxy that is trusted', async () => {
    expect(await settled(claims, true)).toEqual({ ...claims, 'x-forwarded-proto': 'http' });
    expect(await settled({}, true)).toEqual(OWN);
  });

  it('says https where the portal has such an address, whatever the caller says', async () => {
    const https = { ...OWN, 'x-forwarded-proto': 'https' };
    expect(await settled({}, false, true)).toEqual(https);
    expect(await settled({ 'x-forwarded-proto': 'http' }, false, true)).toEqual(https);
    expect(await settled({ 'x-forwarded-proto': 'http, https' }, true, true)).toEqual(https);
  });
});
