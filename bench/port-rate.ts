import { hash, randomBytes, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import {
  encodeAcknowledge,
  encodeFrame,
  encodeHandshakeComplete,
  encodeHandshakeRequest,
  joinPort,
  MessageType,
  PayloadType,
  PortSession,
} from '../lib/agent-wire';
import { type Measurement, median, type Row } from './measurement';
import { batchingLine, download, listen, portOf, pouringAgent } from './port-ends';

const ROUNDS = 7;
const BLOCK_BYTES = 32_768;
const BLOCKS = 256;
const MESSAGE_BYTES = 1_024;
const FIRST_STREAM = 3;
const HEADER_BYTES = 120;
const DIGEST_AT = 80;
const DIGEST_BYTES = 32;
const INPUT_TYPE = 'input';
const INPUT_TYPE_AT = 4;

/**
 * A download through a multiplexed port session, from the agent's WebSocket to a local connection, against two relays: a bare one of TCP,
 * and one that does with each message of 1,024 bytes what the protocol demands of it and nothing else.
 */
export const portRate: Measurement = async (_world, log): Promise<Row[]> => {
  log('port sessions');
  const block = randomBytes(BLOCK_BYTES);
  const data = smuxData(block);
  const rounds: { relay: number; floor: number; tunnel: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const one = {
      relay: await throughRelay(block),
      floor: await throughFloor(data),
      tunnel: await throughTunnel(data),
    };
    if (round > 0) rounds.push(one);
  }
  const rate = (way: 'relay' | 'floor' | 'tunnel') =>
    `${(((BLOCKS * BLOCK_BYTES) / 2 ** 20 / median(rounds.map((round) => round[way]))) * 1_000).toFixed(0)}`;
  const ratio = (way: 'relay' | 'floor') => `${median(rounds.map((round) => round[way] / round.tunnel)).toFixed(2)} ×`;
  return [
    {
      what: 'smux over a port session ÷ bare relay of the same messages',
      value: ratio('floor'),
      aim: 'none',
      isMet: null,
      detail: `${rate('tunnel')} and ${rate('floor')} MiB a second; the relay checks each digest and acknowledges, and does nothing else`,
    },
    {
      what: 'smux over a port session ÷ bare TCP relay',
      value: ratio('relay'),
      aim: 'none',
      isMet: null,
      detail: `${rate('tunnel')} and ${rate('relay')} MiB a second; the agent sends 1 KiB a message and wants each acknowledged, and itself manages 0.6`,
    },
  ];
};

/** What the agent says of the whole download, as the messages that follow its two of the handshake. */
function smuxData(block: Buffer): Uint8Array[] {
  const header = Buffer.from([1, 2, BLOCK_BYTES & 255, BLOCK_BYTES >> 8, FIRST_STREAM, 0, 0, 0]);
  const stream = Buffer.concat(Array.from({ length: BLOCKS }, () => [header, block]).flat());
  return Array.from({ length: Math.ceil(stream.length / MESSAGE_BYTES) }, (_, at) => {
    const payload = stream.subarray(at * MESSAGE_BYTES, (at + 1) * MESSAGE_BYTES);
    return message(at + 2, PayloadType.output, payload);
  });
}

function message(sequence: number, payloadType: number, payload: Uint8Array): Uint8Array {
  return encodeFrame({
    messageType: MessageType.output,
    createdAtMs: 1_700_000_000_000,
    sequenceNumber: BigInt(sequence),
    flags: 0n,
    messageId: randomUUID(),
    payloadType,
    payload,
  });
}

/** Milliseconds until a local connection has everything, by way of a relay that pipes. */
async function throughRelay(block: Buffer): Promise<number> {
  const source = await listen((socket) => {
    for (let at = 0; at < BLOCKS; at += 1) socket.write(block);
  });
  const relay = await listen((socket) => {
    connect(portOf(source), '127.0.0.1').pipe(socket);
  });
  const ms = await download(portOf(relay), BLOCKS * BLOCK_BYTES);
  for (const server of [source, relay]) server.close();
  return ms;
}

/**
 * The same over the line of a port session, by hand: each message's digest is checked, its payload goes to the local connection with those
 * that came at the same moment, and one acknowledgement made beforehand is given the digest of its own and sent.
 */
async function throughFloor(data: readonly Uint8Array[]): Promise<number> {
  const { agents, url } = await pouringAgent({
    greeting: [],
    data,
    isAsked: (message) => message.toString() === 'pour',
    isSecure: false,
  });
  const line = await batchingLine(url);
  const acknowledgement = encodeAcknowledge({
    acknowledgedMessageType: MessageType.output,
    acknowledgedMessageId: randomUUID(),
    acknowledgedSequence: 1_000n,
    messageId: randomUUID(),
    createdAtMs: 1_700_000_000_000,
  });
  const local = await listen((socket) => {
    const waiting: Buffer[] = [];
    line.socket.on('message', (message: Buffer) => {
      const payload = message.subarray(HEADER_BYTES);
      if (hash('sha256', payload, 'binary') !== message.toString('latin1', DIGEST_AT, DIGEST_AT + DIGEST_BYTES)) {
        throw new Error('a digest is wrong');
      }
      if (waiting.push(payload) === 1) queueMicrotask(() => socket.write(Buffer.concat(waiting.splice(0))));
      const answer = Buffer.from(acknowledgement);
      answer.write(hash('sha256', answer.subarray(HEADER_BYTES), 'binary'), DIGEST_AT, 'latin1');
      line.send([answer]);
    });
    line.socket.send('pour');
  });
  const ms = await download(portOf(local), BLOCKS * BLOCK_BYTES);
  line.socket.terminate();
  local.close();
  agents.close();
  return ms;
}

/** The same by way of a port session. */
async function throughTunnel(data: readonly Uint8Array[]): Promise<number> {
  const parameters = { SessionType: 'Port', Properties: { type: 'LocalPortForwarding' } };
  const request = { agentVersion: '3.3.1142.0', actions: [{ actionType: 'SessionType', parameters }] };
  let inputs = 0;
  const { agents, url } = await pouringAgent({
    greeting: [
      message(0, PayloadType.handshakeRequest, encodeHandshakeRequest(request)),
      message(1, PayloadType.handshakeComplete, encodeHandshakeComplete({ timeToCompleteNs: 1, customerMessage: '' })),
    ],
    data,
    isAsked: (message) => {
      if (message.subarray(INPUT_TYPE_AT, INPUT_TYPE_AT + INPUT_TYPE.length).toString() === INPUT_TYPE) inputs += 1;
      // The answer to the handshake is the first, and the opening of the stream the second.
      return inputs === 2;
    },
    isSecure: false,
  });
  const line = await batchingLine(url);
  const session = new PortSession({ clientId: randomUUID(), clientVersion: '1.2.677.0', newId: randomUUID });
  let becomeReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });
  const joined = joinPort(session, {
    now: () => Date.now(),
    send: (messages) => line.send(messages),
    pause: (isPaused) => (isPaused ? line.socket.pause() : line.socket.resume()),
    happened: (event) => {
      if (event.type === 'ready') becomeReady();
    },
  });
  line.socket.on('message', (message: Buffer) => joined.perform(session.receive(message, Date.now())));
  joined.perform(session.open('token', Date.now()));
  await ready;
  const local = await listen((socket) => joined.connect(socket));
  const ms = await download(portOf(local), BLOCKS * BLOCK_BYTES);
  line.socket.terminate();
  local.close();
  agents.close();
  return ms;
}
