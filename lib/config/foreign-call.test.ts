import { once } from 'node:events';
import { request as call, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isForeignCall, refuseForeignCall } from './foreign-call';

const OWN = 'https://postern.example.com';
const server = createServer((request, response) =>
  isForeignCall(request, OWN) ? refuseForeignCall(response) : response.end(),
);
let port = 0;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());

async function statusOf(method: string, origin?: string | string[]): Promise<number | undefined> {
  const sent = call({ host: '127.0.0.1', port, method, headers: origin === undefined ? {} : { Origin: origin } }).end();
  const [answer] = await once(sent, 'response');
  answer.resume();
  return answer.statusCode;
}

describe('a call that says where it comes from', () => {
  it.each([
    '',
    'null',
    'garbage',
    'http://[::',
    'https://evil.example.com',
    `${OWN}/`,
    `${OWN}, https://evil.example.com`,
  ])('is refused when that is not us: “%s”', async (origin) => {
    expect(await statusOf('POST', origin)).toBe(403);
    expect(await statusOf('DELETE', origin)).toBe(403);
  });

  it('is refused when it says so twice', async () => {
    expect(await statusOf('POST', [OWN, 'https://evil.example.com'])).toBe(403);
  });

  it('goes on when it is our own, of the host it calls, or not said', async () => {
    expect(await statusOf('POST', OWN)).toBe(200);
    expect(await statusOf('POST', `http://127.0.0.1:${port}`)).toBe(200);
    expect(await statusOf('POST')).toBe(200);
  });

  it('goes on when it only reads', async () => {
    expect(await statusOf('GET', 'https://evil.example.com')).toBe(200);
    expect(await statusOf('GET', '')).toBe(200);
  });
});
