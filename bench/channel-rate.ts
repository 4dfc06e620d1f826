import { createCipheriv, createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { AgentChannel, encodeAcknowledge, encodeFrame, MessageType, PayloadType } from '../lib/agent-wire';
import { type Measurement, median, type Row, ratioRow, thousands } from './measurement';
import { answeringAgent, batchingLine, pouringAgent } from './port-ends';

const AIM = 0.7;
const PAYLOAD_BYTES = 1_024;
const MESSAGES = 4_000;
const MEGABYTES = (MESSAGES * PAYLOAD_BYTES) / 1e6;
const ROUNDS = 9;
const LINE_ROUNDS = 7;
/** The recorder commits many messages at once. */
const COMMIT_EVERY = 16;
const NOW_MS = 1_700_000_000_000;

/** One direction, with and without a line: what a plain and an encrypted session took for the same messages. */
type Taken = { ms: number; cpuMs: number };
type Pair = { plain: Taken; encrypted: Taken };

/**
 * An encrypted session against a plain one, turn by turn, all of a channel's work included: output is read, checked, ordered and
 * acknowledged, input is written and its acknowledgements are read. Beside them a cipher of Node alone, for what no channel can save.
 */
export const channelRate: Measurement = async (_world, log) => {
  log('encrypted and plain sessions');
  const dataKey = randomBytes(64);
  const payloads = Array.from({ length: MESSAGES }, () => randomBytes(PAYLOAD_BYTES));
  const plain = payloads.map(frame);
  const encrypted = payloads.map((payload, at) => frame(seal(dataKey, payload), at));
  const receipts = payloads.map((_, at) => receipt(at));
  const alone = { output: [] as Pair[], input: [] as Pair[], cipher: [] as Taken[] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const output = { plain: receive(plain), encrypted: receive(encrypted, dataKey) };
    const input = { plain: write(payloads, receipts), encrypted: write(payloads, receipts, dataKey) };
    const cipher = encryptAlone(payloads, dataKey);
    if (round === 0) continue;
    alone.output.push(output);
    alone.input.push(input);
    alone.cipher.push(cipher);
  }
  const line = { output: [] as Pair[], input: [] as Pair[] };
  for (let round = 0; round <= LINE_ROUNDS; round += 1) {
    const output = { plain: await receiveOverLine(plain), encrypted: await receiveOverLine(encrypted, dataKey) };
    const input = {
      plain: await writeOverLine(payloads, receipts),
      encrypted: await writeOverLine(payloads, receipts, dataKey),
    };
    if (round === 0) continue;
    line.output.push(output);
    line.input.push(input);
  }
  const cipherMicros = micros(alone.cipher.map(({ ms }) => ms));
  return [
    pairRow(
      'encrypted ÷ plain session over its line, output',
      line.output,
      'WebSocket in TLS, both ends in this process',
    ),
    pairRow(
      'encrypted ÷ plain session over its line, input',
      line.input,
      'WebSocket in TLS, both ends in this process',
    ),
    pairRow('encrypted ÷ plain, agent-wire alone, output', alone.output, addedBeside(alone.output, cipherMicros)),
    pairRow('encrypted ÷ plain, agent-wire alone, input', alone.input, addedBeside(alone.input, cipherMicros)),
    cpuRow('output', alone.output),
    cpuRow('input', alone.input),
  ];
};

function pairRow(what: string, pairs: readonly Pair[], remark: string): Row {
  const perSecond = (MESSAGES / median(pairs.map(({ encrypted }) => encrypted.ms))) * 1_000;
  // Beside other work the clock says little; what both have used says more.
  const byCpu = median(pairs.map(({ plain, encrypted }) => plain.cpuMs / encrypted.cpuMs));
  return ratioRow(
    what,
    median(pairs.map(({ plain, encrypted }) => plain.ms / encrypted.ms)),
    AIM,
    `${byCpu.toFixed(2)} × by CPU; ${thousands(perSecond)} encrypted messages of 1 KiB a second; ${remark}`,
  );
}

function addedBeside(pairs: readonly Pair[], cipherMicros: string): string {
  const added = micros(pairs.map(({ plain, encrypted }) => encrypted.ms - plain.ms));
  return `encryption adds ${added} µs to the ${micros(pairs.map(({ plain }) => plain.ms))} µs of each, where a cipher of Node alone takes ${cipherMicros}`;
}

function cpuRow(direction: string, pairs: readonly Pair[]): Row {
  const perMegabyte = (cpuMs: readonly number[]) => (median(cpuMs) / MEGABYTES).toFixed(1);
  return {
    what: `agent-wire CPU for 1 MB of ${direction}`,
    value: `${perMegabyte(pairs.map(({ plain }) => plain.cpuMs))} ms`,
    aim: 'none',
    isMet: null,
    detail: `${perMegabyte(pairs.map(({ encrypted }) => encrypted.cpuMs))} ms encrypted; all threads of the process, without sockets and recorder`,
  };
}

function micros(ms: readonly number[]): string {
  return ((median(ms) * 1_000) / MESSAGES).toFixed(1);
}

function frame(payload: Uint8Array, at: number): Uint8Array {
  return encodeFrame({
    messageType: MessageType.output,
    createdAtMs: NOW_MS,
    sequenceNumber: BigInt(at) + 1n,
    flags: 0n,
    messageId: randomUUID(),
    payloadType: PayloadType.output,
    payload,
  });
}

/** The agent's receipt for the client's message of this number. */
function receipt(at: number): Uint8Array {
  return encodeAcknowledge({
    acknowledgedMessageType: MessageType.input,
    acknowledgedMessageId: randomUUID(),
    acknowledgedSequence: BigInt(at),
    messageId: randomUUID(),
    createdAtMs: NOW_MS,
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
    resume: { nextIncoming: 1n, nextOutgoing: 0n, fillFrom: 0n, hasShown: true, ...(dataKey ? { dataKey } : {}) },
  });
  channel.open('token', NOW_MS);
  return channel;
}

/** Receives every message and acknowledges it. */
function receive(frames: readonly Uint8Array[], dataKey?: Buffer): Taken {
  const channel = aChannel(dataKey);
  return timed(() => {
    let sent = 0;
    for (const [at, one] of frames.entries()) {
      channel.receive(one, NOW_MS);
      if ((at + 1) % COMMIT_EVERY === 0) sent += channel.committed(BigInt(at) + 1n, NOW_MS).send.length;
    }
    return sent;
  });
}

/** Sends every payload as input, and takes the receipt of each. */
function write(payloads: readonly Uint8Array[], receipts: readonly Uint8Array[], dataKey?: Buffer): Taken {
  const channel = aChannel(dataKey);
  return timed(() => {
    let sent = 0;
    for (const [at, payload] of payloads.entries()) {
      sent += channel.write(payload, NOW_MS).send.length;
      const answer = receipts[at];
      if (answer) channel.receive(answer, NOW_MS);
    }
    if (channel.queuedBytes > 0) throw new Error('receipts are missing');
    return sent;
  });
}

function encryptAlone(payloads: readonly Uint8Array[], dataKey: Buffer): Taken {
  const key = createSecretKey(dataKey.subarray(32));
  const nonce = randomBytes(12);
  return timed(() => {
    let tags = 0;
    for (const payload of payloads) {
      nonce.writeUInt32LE(tags);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
      cipher.update(payload);
      cipher.final();
      if (cipher.getAuthTag().length === 16) tags += 1;
    }
    return tags;
  });
}

/** Until an agent behind its line has the receipt of each of its messages. */
async function receiveOverLine(frames: readonly Uint8Array[], dataKey?: Buffer): Promise<Taken> {
  let receipts = 0;
  let finish: () => void = () => undefined;
  const acknowledged = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { agents, url } = await pouringAgent({
    greeting: [],
    data: frames,
    isAsked: (message) => {
      if (message.toString() === 'pour') return true;
      receipts += 1;
      if (receipts === frames.length) finish();
      return false;
    },
    isSecure: true,
  });
  const line = await batchingLine(url);
  const channel = aChannel(dataKey);
  let received = 0;
  line.socket.on('message', (message: Buffer) => {
    channel.receive(message, Date.now());
    received += 1;
    if (received % COMMIT_EVERY === 0) line.send(channel.committed(BigInt(received), Date.now()).send);
  });
  const begun = begin();
  line.socket.send('pour');
  await acknowledged;
  const taken = since(begun);
  line.socket.terminate();
  agents.close();
  return taken;
}

/** Until an agent behind its line has acknowledged every payload. */
async function writeOverLine(
  payloads: readonly Uint8Array[],
  receipts: readonly Uint8Array[],
  dataKey?: Buffer,
): Promise<Taken> {
  const { agents, url } = await answeringAgent(receipts);
  const line = await batchingLine(url);
  const channel = aChannel(dataKey);
  let written = 0;
  const writeOn = () => {
    while (channel.canWrite && written < payloads.length) {
      const payload = payloads[written] ?? new Uint8Array();
      written += 1;
      line.send(channel.write(payload, Date.now()).send);
    }
  };
  const begun = begin();
  await new Promise<void>((resolve) => {
    line.socket.on('message', (message: Buffer) => {
      line.send(channel.receive(message, Date.now()).send);
      writeOn();
      if (written === payloads.length && channel.queuedBytes === 0) resolve();
    });
    writeOn();
  });
  const taken = since(begun);
  line.socket.terminate();
  agents.close();
  return taken;
}

function timed(run: () => number): Taken {
  const begun = begin();
  const made = run();
  const taken = since(begun);
  if (made !== MESSAGES) throw new Error(`${made} messages instead of ${MESSAGES}`);
  return taken;
}

function begin() {
  return { cpu: process.cpuUsage(), ms: performance.now() };
}

function since(begun: ReturnType<typeof begin>): Taken {
  const ms = performance.now() - begun.ms;
  const { user, system } = process.cpuUsage(begun.cpu);
  return { ms, cpuMs: (user + system) / 1_000 };
}
