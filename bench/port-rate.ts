import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import {
  encodeFrame,
  encodeHandshakeComplete,
  encodeHandshakeRequest,
  joinPort,
  MessageType,
  PayloadType,
  PortSession,
} from '../lib/agent-wire';
import { type Measurement, median, type Row } from './measurement';

const ROUNDS = 5;
const BLOCK_BYTES = 32_768;
const BLOCKS = 256;
const MESSAGE_BYTES = 1_024;
const FIRST_STREAM = 3;

/** A download through a multiplexed port session, from the agent's WebSocket to a local connection, against a bare TCP relay. */
export const portRate: Measurement = async (_world, log): Promise<Row[]> => {
  log('port sessions');
  const block = randomBytes(BLOCK_BYTES);
  const messages = smuxMessages(block);
  const pairs: { relay: number; tunnel: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const pair = { relay: await throughRelay(block), tunnel: await throughTunnel(messages) };
    if (round > 0) pairs.push(pair);
  }
  const rate = (ms: number) => ((BLOCKS * BLOCK_BYTES) / 2 ** 20 / ms) * 1_000;
  return [
    {
      what: 'smux over a port session ÷ bare TCP relay',
      value: `${median(pairs.map(({ relay, tunnel }) => relay / tunnel)).toFixed(2)} ×`,
      aim: 'none',
      isMet: null,
      detail: `${median(pairs.map(({ tunnel }) => rate(tunnel))).toFixed(0)} and ${median(pairs.map(({ relay }) => rate(relay))).toFixed(0)} MiB a second; the agent sends 1 KiB a message and wants each acknowledged, and itself manages 0.6`,
    },
  ];
};

/** The agent's side of the whole download, as messages of the data channel. */
function smuxMessages(block: Buffer): Uint8Array[] {
  const header = Buffer.from([1, 2, BLOCK_BYTES & 255, BLOCK_BYTES >> 8, FIRST_STREAM, 0, 0, 0]);
  const stream = Buffer.concat(Array.from({ length: BLOCKS }, () => [header, block]).flat());
  const parameters = { SessionType: 'Port', Properties: { type: 'LocalPortForwarding' } };
  const request = { agentVersion: '3.3.1142.0', actions: [{ actionType: 'SessionType', parameters }] };
  const payloads: [type: number, payload: Uint8Array][] = [
    [PayloadType.handshakeRequest, encodeHandshakeRequest(request)],
    [PayloadType.handshakeComplete, encodeHandshakeComplete({ timeToCompleteNs: 1, customerMessage: '' })],
  ];
  for (let at = 0; at < stream.length; at += MESSAGE_BYTES) {
    payloads.push([PayloadType.output, stream.subarray(at, at + MESSAGE_BYTES)]);
  }
  return payloads.map(([payloadType, payload], at) =>
    encodeFrame({
      messageType: MessageType.output,
      createdAtMs: 1_700_000_000_000,
      sequenceNumber: BigInt(at),
      flags: 0n,
      messageId: randomUUID(),
      payloadType,
      payload,
    }),
  );
}

/** Milliseconds until a local connection has everything, by way of a relay that pipes. */
async function throughRelay(block: Buffer): Promise<number> {
  const source = await listen((socket) => {
    for (let at = 0; at < BLOCKS; at += 1) socket.write(block);
  });
  const relay = await listen((socket) => {
    connect(portOf(source), '127.0.0.1').pipe(socket);
  });
  const ms = await download(portOf(relay));
  for (const server of [source, relay]) server.close();
  return ms;
}

/** The same by way of a port session whose agent speaks over a WebSocket. */
async function throughTunnel(messages: readonly Uint8Array[]): Promise<number> {
  const agents = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(agents, 'listening');
  const [request, complete, ...data] = messages;
  agents.on('connection', (agent) => {
    let inputs = 0;
    agent.on('message', (message: Buffer, isBinary) => {
      if (!isBinary) for (const one of [request, complete]) if (one) agent.send(one);
      // The answer to the handshake is the first, and the opening of the stream the second.
      if (message.subarray(4, 9).toString() === 'input') inputs += 1;
      if (inputs !== 2) return;
      inputs += 1;
      for (const one of data) agent.send(one);
    });
  });
  const line = new WebSocket(`ws://127.0.0.1:${portOf(agents)}`, { perMessageDeflate: false });
  const session = new PortSession({ clientId: randomUUID(), clientVersion: '1.2.677.0', newId: randomUUID });
  await once(line, 'open');
  let becomeReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });
  const joined = joinPort(session, {
    now: () => Date.now(),
    send: (all) => {
      for (const one of all) line.send(one);
    },
    pause: (isPaused) => (isPaused ? line.pause() : line.resume()),
    happened: (event) => {
      if (event.type === 'ready') becomeReady();
    },
  });
  line.on('message', (message: Buffer) => joined.perform(session.receive(message, Date.now())));
  joined.perform(session.open('token', Date.now()));
  await ready;
  const local = await listen((socket) => joined.connect(socket));
  const ms = await download(portOf(local));
  line.terminate();
  local.close();
  agents.close();
  return ms;
}

async function download(port: number): Promise<number> {
  const begun = performance.now();
  const socket = connect(port, '127.0.0.1');
  let left = BLOCKS * BLOCK_BYTES;
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (bytes) => {
      left -= bytes.length;
      if (left <= 0) resolve();
    });
  });
  const ms = performance.now() - begun;
  socket.destroy();
  return ms;
}

async function listen(answer: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    answer(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server | WebSocketServer): number {
  return (server.address() as AddressInfo).port;
}
