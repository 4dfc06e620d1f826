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
async function settled(given: Record<string, string>, trustProxy: boolean): Promise<Record<string, unknown>> {
  server.once('request', (request: IncomingMessage, response) => {
    settleForwarded(request, trustProxy);
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

describe('settleForwarded', () => {
  it('believes nothing a caller says of itself', async () => {
    expect(await settled(claims, false)).toEqual({ 'x-forwarded-for': '127.0.0.1' });
    expect(await settled({}, false)).toEqual({ 'x-forwarded-for': '127.0.0.1' });
  });

  it('believes a proxy that is trusted', async () => {
    expect(await settled(claims, true)).toEqual(claims);
    expect(await settled({}, true)).toEqual({ 'x-forwarded-for': '127.0.0.1' });
  });
});
