import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { maskedFrames } from './masked-frames';

let server: WebSocketServer;
beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
});
afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

test('messages of every length arrive one by one and exactly, between those the socket writes itself', async () => {
  const lengths = [...Array.from({ length: 140 }, (_, length) => length), 299, 1_144, 65_535];
  const messages = lengths.map((length) => randomBytes(length));
  const received: Buffer[] = [];
  const all = new Promise<void>((resolve, reject) => {
    server.once('connection', (peer) => {
      peer.on('error', reject);
      peer.on('message', (message: Buffer) => received.push(message) === messages.length + 2 && resolve());
    });
  });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    perMessageDeflate: false,
  });
  const [[response]] = await Promise.all([once(client, 'upgrade'), once(client, 'open')]);
  client.send('before');
  response.socket.write(maskedFrames(messages));
  client.send('after');
  await all;
  expect(received.map(String).at(0)).toBe('before');
  expect(received.map(String).at(-1)).toBe('after');
  expect(Buffer.concat(received.slice(1, -1)).equals(Buffer.concat(messages))).toBe(true);
  expect(received.slice(1, -1).map(({ length }) => length)).toEqual(lengths);
});

test('no two messages have the same mask', () => {
  const same = Array.from({ length: 64 }, () => new Uint8Array(4));
  const frames = maskedFrames(same);
  const masks = same.map((_, at) => frames.toString('hex', at * 10 + 2, at * 10 + 6));
  expect(new Set(masks).size).toBeGreaterThan(60);
});

test('a message too long for a short frame is refused', () => {
  expect(() => maskedFrames([new Uint8Array(65_536)])).toThrow(RangeError);
});
