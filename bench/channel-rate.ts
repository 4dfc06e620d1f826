import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { AgentChannel, encodeFrame, MessageType, PayloadType } from '../lib/agent-wire';
import { type Measurement, median, ratioRow, thousands } from './measurement';

const AIM = 0.7;
const PAYLOAD_BYTES = 1_024;
const MESSAGES = 4_000;
const ROUNDS = 7;
const LINE_ROUNDS = 5;
/** The recorder commits many messages at once. */
const COMMIT_EVERY = 16;

/** Output through an AgentChannel as one process of the bridge handles it: an encrypted session against a plain one, turn by turn. */
export const channelRate: Measurement = async (_world, log) => {
  log('encrypted and plain sessions');
  const dataKey = randomBytes(64);
  const payloads = Array.from({ length: MESSAGES }, () => randomBytes(PAYLOAD_BYTES));
  const output = {
    plain: payloads.map(frame),
    encrypted: payloads.map((payload, at) => frame(seal(dataKey, payload), at)),
  };
  const rounds = Array.from({ length: ROUNDS }, () => ({
    plainOut: receive(output.plain),
    encryptedOut: receive(output.encrypted, dataKey),
    plainIn: write(payloads),
    encryptedIn: write(payloads, dataKey),
  })).slice(1);
  const ratioOf = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick));
  const lines: { plain: number; encrypted: number }[] = [];
  for (let round = 0; round <= LINE_ROUNDS; round += 1) {
    const line = { plain: await overLine(output.plain), encrypted: await overLine(output.encrypted, dataKey) };
    if (round > 0) lines.push(line);
  }
  const cpu = ratioOf(({ plainOut }) => plainOut.cpuMs);
  const megabytes = (MESSAGES * PAYLOAD_BYTES) / 1e6;
  return [
    ratioRow(
      'encrypted ÷ plain session over a WebSocket, output',
      median(lines.map(({ plain, encrypted }) => plain / encrypted)),
      AIM,
      `${thousands((MESSAGES / median(lines.map(({ encrypted }) => encrypted))) * 1_000)} encrypted messages of 1 KiB a second, both ends of the line in this process`,
    ),
    ratioRow(
      'encrypted ÷ plain, agent-wire alone, output',
      ratioOf(({ plainOut, encryptedOut }) => plainOut.ms / encryptedOut.ms),
      AIM,
      `${thousands((MESSAGES / ratioOf(({ encryptedOut }) => encryptedOut.ms)) * 1_000)} encrypted messages of 1 KiB a second`,
    ),
    ratioRow(
      'encrypted ÷ plain, agent-wire alone, input',
      ratioOf(({ plainIn, encryptedIn }) => plainIn.ms / encryptedIn.ms),
      AIM,
      `${thousands((MESSAGES / ratioOf(({ encryptedIn }) => encryptedIn.ms)) * 1_000)} encrypted messages of 1 KiB a second`,
    ),
    {
      what: 'agent-wire CPU for 1 MB of shell output',
      value: `${(cpu / megabytes).toFixed(1)} ms`,
      aim: 'none',
      isMet: null,
      detail: 'messages of 1 KiB read, checked, ordered and acknowledged, without sockets and recorder',
    },
  ];
};

function frame(payload: Uint8Array, at: number): Uint8Array {
  return encodeFrame({
    messageType: MessageType.output,
    createdAtMs: 1_700_000_000_000,
    sequenceNumber: BigInt(at) + 1n,
    flags: 0n,
    messageId: randomUUID(),
    payloadType: PayloadType.output,
    payload,
  });
}

function seal(dataKey: Buffer, payload: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', dataKey.subarray(0, 32), nonce);
  return Buffer.concat([nonce, cipher.update(payload), cipher.final(), cipher.getAuthTag()]);
}

function aChannel(dataKey?: Buffer): AgentChannel {
  const channel = new AgentChannel({
    clientId: randomUUID(),
    clientVersion: '1.2.677.0',
    newId: randomUUID,
    resume: { nextIncoming: 1n, nextOutgoing: 0n, fillFrom: 0n, ...(dataKey ? { dataKey } : {}) },
    limits: {
      maxQueuedBytes: 64 * 1024 * 1024,
      maxQueuedMessages: MESSAGES,
      windowMessages: MESSAGES,
      windowBytes: 64 * 1024 * 1024,
    },
  });
  channel.open('token', Date.now());
  return channel;
}

/** Receives every message and acknowledges it. */
function receive(frames: readonly Uint8Array[], dataKey?: Buffer): { ms: number; cpuMs: number } {
  const channel = aChannel(dataKey);
  return timed(() => {
    let sent = 0;
    for (const [at, one] of frames.entries()) {
      channel.receive(one, 1_700_000_000_000);
      if ((at + 1) % COMMIT_EVERY === 0) sent += channel.committed(BigInt(at) + 1n, 1_700_000_000_000).send.length;
    }
    return sent;
  }, frames.length);
}

/** Milliseconds until an agent behind a WebSocket has the receipt of each of its messages. */
async function overLine(frames: readonly Uint8Array[], dataKey?: Buffer): Promise<number> {
  const agents = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(agents, 'listening');
  const channel = aChannel(dataKey);
  const begun = performance.now();
  const acknowledged = new Promise<void>((resolve) => {
    agents.on('connection', (agent) => {
      let receipts = 0;
      for (const one of frames) agent.send(one);
      agent.on('message', () => {
        receipts += 1;
        if (receipts === frames.length) resolve();
      });
    });
  });
  const line = new WebSocket(`ws://127.0.0.1:${(agents.address() as AddressInfo).port}`, { perMessageDeflate: false });
  let received = 0;
  line.on('message', (message: Buffer) => {
    channel.receive(message, Date.now());
    received += 1;
    if (received % COMMIT_EVERY !== 0) return;
    for (const one of channel.committed(BigInt(received), Date.now()).send) line.send(one);
  });
  await acknowledged;
  const ms = performance.now() - begun;
  line.terminate();
  agents.close();
  return ms;
}

/** Sends every payload as input. */
function write(payloads: readonly Uint8Array[], dataKey?: Buffer): { ms: number; cpuMs: number } {
  const channel = aChannel(dataKey);
  return timed(
    () => payloads.reduce((sent, payload) => sent + channel.write(payload, 1_700_000_000_000).send.length, 0),
    payloads.length,
  );
}

function timed(run: () => number, expected: number): { ms: number; cpuMs: number } {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const made = run();
  const ms = performance.now() - begun;
  if (made !== expected) throw new Error(`${made} messages instead of ${expected}`);
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1_000 };
}
