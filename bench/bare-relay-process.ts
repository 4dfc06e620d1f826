import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { beMeasured } from './measured-process';

/** The yardstick: a relay that hands each message on and acknowledges it, and knows nothing of what it carries. */
const ACKNOWLEDGEMENT = Buffer.from('received');

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (page, request) => {
  const agent = new WebSocket(`${process.env.AGENTS_URL}/bare${request.url}`, { perMessageDeflate: false });
  agent.on('message', (message: Buffer) => {
    page.send(message);
    agent.send(ACKNOWLEDGEMENT);
  });
  agent.on('open', () => page.send('opened'));
  agent.on('close', () => page.close());
  page.on('message', (message: Buffer, isBinary) => {
    if (isBinary) agent.send(message);
  });
  page.on('close', () => agent.close());
});
await new Promise((resolve) => server.once('listening', resolve));
const { port } = server.address() as AddressInfo;
beMeasured(`ws://127.0.0.1:${port}`, async () => server.close());
