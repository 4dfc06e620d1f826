import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import {
  type ChannelClosed,
  decodeAcknowledge,
  decodeChannelClosed,
  decodeFrame,
  encodeAcknowledge,
  encodeFrame,
  encodeSize,
  type Frame,
  MessageType,
  PayloadType,
} from '../../../lib/agent-wire';

/** A client of the data channel on bare frames: orders, acknowledges, repeats its own unacknowledged head, and survives a new socket. */
export class RawClient {
  /** Output messages in order. */
  readonly frames: Frame[] = [];
  closed: ChannelClosed | undefined;
  /** Every start_publication and pause_publication, in order. */
  readonly publications: string[] = [];
  /** Set to stop acknowledging, as a client that has stopped working. */
  silent = false;
  #socket: WebSocket | undefined;
  #expected = 0n;
  readonly #early = new Map<bigint, Frame>();
  readonly #sent: { sequence: bigint; frame: Uint8Array }[] = [];
  #next = 0n;
  #output: Buffer[] = [];
  #waiting: (() => void)[] = [];
  readonly #resend = setInterval(() => this.#repeatHead(), 100);

  get output(): Buffer {
    this.#output = [Buffer.concat(this.#output)];
    return this.#output[0] ?? Buffer.alloc(0);
  }

  /** What came in messages of one payload type, joined. */
  textOf(payloadType: number, open: (payload: Uint8Array) => Uint8Array = (payload) => payload): string {
    const parts = this.frames.filter((frame) => frame.payloadType === payloadType).map(({ payload }) => open(payload));
    return Buffer.concat(parts).toString('utf8');
  }

  get text(): string {
    return this.output.toString('utf8');
  }

  /** Opens a socket, the first or another one after a loss, and says who it is. */
  async connect(streamUrl: string, token: string): Promise<void> {
    const socket = new WebSocket(streamUrl);
    this.#socket = socket;
    socket.on('message', (content, isBinary) => {
      if (isBinary && socket === this.#socket) this.#receive(decodeFrame(content as Buffer));
    });
    socket.on('close', () => this.#wake());
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    socket.on('error', () => undefined);
    socket.send(
      JSON.stringify({
        MessageSchemaVersion: '1.0',
        RequestId: randomUUID(),
        TokenValue: token,
        ClientId: randomUUID(),
      }),
    );
  }

  /** How many messages of ours wait to be acknowledged. */
  get unacknowledged(): number {
    return this.#sent.length;
  }

  type(text: string): void {
    this.send(PayloadType.output, Buffer.from(text));
  }

  resize(cols: number, rows: number): void {
    this.send(PayloadType.size, encodeSize({ cols, rows }));
  }

  /** Sends anything at all. */
  sendRaw(bytes: Uint8Array): void {
    this.#socket?.send(bytes);
  }

  /** Drops the connection without a word. */
  cut(): void {
    clearInterval(this.#resend);
    this.#socket?.terminate();
  }

  get disconnected(): boolean {
    return this.#socket?.readyState === WebSocket.CLOSED;
  }

  /** Waits until something holds; looked at again whenever anything arrives. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async untilText(wanted: string | RegExp): Promise<void> {
    await this.until(() => (typeof wanted === 'string' ? this.text.includes(wanted) : wanted.test(this.text)));
  }

  async untilClosed(): Promise<ChannelClosed> {
    await this.until(() => this.closed !== undefined);
    if (!this.closed) throw new Error('not closed');
    return this.closed;
  }

  /** Sends one message of any payload type. */
  send(payloadType: number, payload: Uint8Array): void {
    const sequence = this.#next++;
    const frame = encodeFrame({
      messageType: MessageType.input,
      createdAtMs: Date.now(),
      sequenceNumber: sequence,
      flags: 0n,
      messageId: randomUUID(),
      payloadType,
      payload,
    });
    this.#sent.push({ sequence, frame });
    this.#socket?.send(frame);
  }

  #repeatHead(): void {
    const [head] = this.#sent;
    if (head && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(head.frame);
  }

  #receive(frame: Frame): void {
    if (frame.messageType === MessageType.channelClosed) {
      this.closed = decodeChannelClosed(frame.payload);
      clearInterval(this.#resend);
    } else if (frame.messageType === MessageType.acknowledge) {
      const { acknowledgedSequence } = decodeAcknowledge(frame.payload);
      const at = this.#sent.findIndex(({ sequence }) => sequence === acknowledgedSequence);
      if (at >= 0) this.#sent.splice(at, 1);
    } else if (
      frame.messageType === MessageType.pausePublication ||
      frame.messageType === MessageType.startPublication
    ) {
      this.publications.push(frame.messageType);
    } else if (frame.messageType === MessageType.output && !this.silent) {
      this.#acknowledge(frame);
      if (frame.sequenceNumber >= this.#expected) this.#early.set(frame.sequenceNumber, frame);
      for (let next = this.#early.get(this.#expected); next; next = this.#early.get(this.#expected)) {
        this.#early.delete(this.#expected);
        this.#expected += 1n;
        this.frames.push(next);
        this.#output.push(Buffer.from(next.payload));
      }
    }
    this.#wake();
  }

  #acknowledge(frame: Frame): void {
    this.#socket?.send(
      encodeAcknowledge({
        acknowledgedMessageType: frame.messageType,
        acknowledgedMessageId: frame.messageId,
        acknowledgedSequence: frame.sequenceNumber,
        messageId: randomUUID(),
        createdAtMs: Date.now(),
      }),
    );
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
