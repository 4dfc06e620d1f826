import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { decodeFrame, encodeAcknowledge, encodeFrame, MessageType, PayloadType } from '../lib/agent-wire';

const SEQUENCE_AT = 48;
const OUTPUT_BYTES = 1024;
const INPUT_FRAME_TYPE = 'i'.charCodeAt(0);

/** Output of a believable sort, 1 KiB each: log lines that differ, so that packing them is ordinary work. */
const OUTPUT_FRAMES = Array.from({ length: 64 }, (_, n) => {
  const lines = Array.from({ length: 16 }, (_, line) => {
    const id = ((n * 16 + line) * 2_654_435_761).toString(36).padStart(9, '0');
    return `2026-11-22T09:${String(line + 10)}:${String(n % 60).padStart(2, '0')} INFO payout ${id} settled\r\n`;
  }).join('');
  return outputFrame(0n, Buffer.from(lines.padEnd(OUTPUT_BYTES, '.').slice(0, OUTPUT_BYTES)));
});

/** A shell's end of one line: echoes what it is given, pours output when told, and counts what is acknowledged. */
export class StandInAgent {
  readonly #socket: WebSocket;
  readonly #isBare: boolean;
  #next = 0n;
  #left = 0;
  #windowMessages = 0;
  #unacknowledged = 0;
  #poured: (() => void) | null = null;

  constructor(socket: WebSocket, isBare: boolean) {
    this.#socket = socket;
    this.#isBare = isBare;
    socket.on('message', (message: Buffer, isBinary) => {
      if (isBare) this.#receiveBare(message);
      else if (isBinary) this.#receive(message);
      // The shell's first words, by which the page knows that it is there.
      else this.#output(Buffer.from('$ '));
    });
  }

  /** Sends this many messages of 1 KiB with at most `windowMessages` unacknowledged; resolves when all are acknowledged. */
  pour(messages: number, windowMessages: number): Promise<void> {
    this.#left = messages;
    this.#windowMessages = windowMessages;
    return new Promise((resolve) => {
      this.#poured = resolve;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#left > 0 && this.#unacknowledged < this.#windowMessages) {
      this.#left -= 1;
      const frame = Buffer.from(OUTPUT_FRAMES[this.#left & 63] ?? []);
      frame.writeBigInt64BE(this.#next, SEQUENCE_AT);
      this.#next += 1n;
      this.#unacknowledged += 1;
      this.#socket.send(frame);
    }
    if (this.#left > 0 || this.#unacknowledged > 0) return;
    this.#poured?.();
    this.#poured = null;
  }

  #acknowledged(): void {
    this.#unacknowledged -= 1;
    this.#pump();
  }

  #receive(message: Buffer): void {
    // Acknowledgements are counted and not read: each message is acknowledged by itself, and this line loses none.
    if (message[4] !== INPUT_FRAME_TYPE) {
      this.#acknowledged();
      return;
    }
    const { sequenceNumber, messageId, payloadType, payload } = decodeFrame(message);
    this.#socket.send(
      encodeAcknowledge({
        acknowledgedMessageType: MessageType.input,
        acknowledgedMessageId: messageId,
        acknowledgedSequence: sequenceNumber,
        messageId: randomUUID(),
        createdAtMs: Date.now(),
      }),
    );
    if (payloadType === PayloadType.output) this.#output(payload);
  }

  #receiveBare(message: Buffer): void {
    if (message.length > 1) this.#acknowledged();
    else this.#socket.send(message);
  }

  #output(payload: Uint8Array): void {
    this.#unacknowledged += 1;
    this.#socket.send(this.#isBare ? payload : outputFrame(this.#next, payload));
    this.#next += 1n;
  }
}

function outputFrame(sequenceNumber: bigint, payload: Uint8Array): Uint8Array {
  return encodeFrame({
    messageType: MessageType.output,
    createdAtMs: Date.now(),
    sequenceNumber,
    flags: 0n,
    messageId: randomUUID(),
    payloadType: PayloadType.output,
    payload,
  });
}

/** The far side of every line: one stand-in agent for each that connects, found by the last part of its path. */
export class Agents {
  readonly #server: Server;
  readonly #agents = new Map<string, StandInAgent>();
  readonly #sockets: WebSocketServer;

  private constructor(server: Server) {
    this.#server = server;
    this.#sockets = new WebSocketServer({ server, perMessageDeflate: false });
    this.#sockets.on('connection', (socket, request) => {
      const [, kind = '', name = ''] = (request.url ?? '').split('/');
      this.#agents.set(name, new StandInAgent(socket, kind === 'bare'));
      socket.on('close', () => this.#agents.delete(name));
    });
  }

  static async start(): Promise<Agents> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Agents(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The agent at the end of this terminal's line. */
  at(name: string): StandInAgent {
    const agent = this.#agents.get(name);
    if (!agent) throw new Error(`no agent for ${name}`);
    return agent;
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.close();
  }
}
