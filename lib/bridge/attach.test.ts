import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attachBridge, TERMINAL_PATH } from './attach';

const server = createServer((_, response) => response.end('a page'));
let port = 0;
beforeAll(async () => {
  attachBridge(server, { bridge: null, origin: 'http://127.0.0.1', trustProxy: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());

/** What the server has written when it has closed the socket, from its own side: this one is never ended here. */
async function answerTo(path: string, upgrade: string, more = ''): Promise<string[]> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let answer = '';
  socket.on('data', (bytes) => {
    answer += bytes.toString();
  });
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n${more}\r\n`);
  await once(socket, 'end');
  socket.destroy();
  return answer.split('\r\n');
}

describe('an upgrade that nobody claims', () => {
  it.each(['h2c', 'HTTP/2.0', 'TLS/1.3', 'foo', 'websocket, h2c'])(
    'says what would be understood: %s',
    async (upgrade) => {
      for (const path of ['/', TERMINAL_PATH, '/api/health']) {
        const [status, ...headers] = await answerTo(path, upgrade);
        expect(status).toBe('HTTP/1.1 426 Upgrade Required');
        expect(headers).toContain('Upgrade: websocket');
        expect(headers).toContain('Content-Length: 0');
      }
    },
  );

  it('is not found where no terminal is', async () => {
    for (const path of ['/', '/ws', `${TERMINAL_PATH}/`, '//ws/terminal', '/_next/webpack-hmr']) {
      const [status] = await answerTo(
        path,
        'WebSocket',
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
      );
      expect(status).toBe('HTTP/1.1 404 Not Found');
    }
  });

  it('leaves the server to its pages', async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('a page');
  });
});
