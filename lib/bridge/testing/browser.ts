import { createHash, randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { CLOSE_CODES } from '../../terminal-wire/close-codes';
import { decodeBytes, encodeBytes, type FromBrowser, type ToBrowser } from '../../terminal-wire/messages';

const SLICE_BYTES = 16 * 1024;
const AHEAD_BYTES = 64 * 1024;
/** Long, because it only bounds how long a failing test takes; nothing is measured by it. */
const PATIENCE_MS = 45_000;
/** A terminal that has not settled on a process by then never will. */
const MOST_MOVES = 20;

/** A page's end of terminal sockets: keeps its offsets between sockets as the real one does, and fails on any hole or overlap. */
export class Browser {
  readonly page = randomUUID();
  readonly messages: ToBrowser[] = [];
  /** Everything shown so far. */
  readonly output: Buffer[] = [];
  offset = 0;
  /** False lets the window run full: a page that does not get round to showing. */
  isShowing = true;
  closedWith: { code: number; reason: string } | null = null;
  socket: WebSocket | null = null;
  #input = Buffer.alloc(0);
  #inputBase = 0;
  #sent = 0;
  #isOpen = false;
  readonly #waiting = new Set<() => void>();

  constructor(
    private readonly mint: () => Promise<string>,
    private readonly origin: string,
  ) {}

  /** Connects with a fresh ticket and waits for `opened`. */
  async connect(url: string, o: { ticket?: string; cols?: number; rows?: number } = {}): Promise<void> {
    const ticket = o.ticket ?? (await this.mint());
    const socket = new WebSocket(url, { origin: this.origin, perMessageDeflate: false });
    this.socket = socket;
    this.#isOpen = false;
    this.closedWith = null;
    socket.on('error', () => undefined);
    socket.on('close', (code, reason) => {
      if (this.socket !== socket) return;
      this.closedWith = { code, reason: reason.toString() };
      this.#isOpen = false;
      this.#changed();
    });
    socket.on('message', (message: Buffer, isBinary: boolean) => {
      if (this.socket !== socket) return;
      if (isBinary) this.#show(message);
      else this.#hear(JSON.parse(message.toString()) as ToBrowser);
      this.#changed();
    });
    socket.on('open', () => {
      const { page, offset } = this;
      this.send({ type: 'open', ticket, page, offset, sent: this.#sent, cols: o.cols ?? 80, rows: o.rows ?? 24 });
    });
    await this.until(() => this.#isOpen || this.closedWith !== null);
  }

  /** Connects to another process, once more whenever that one says that the terminal is just moving. */
  async connectAgain(url: string): Promise<void> {
    for (let tries = 0; tries < MOST_MOVES; tries += 1) {
      await this.connect(url);
      if (this.closedWith?.code !== CLOSE_CODES.moving.code) break;
    }
    if (this.closedWith) throw new Error(`not connected again: ${JSON.stringify(this.closedWith)}`);
  }

  /** Cuts the line as a network does. */
  cut(): void {
    this.socket?.terminate();
    this.socket = null;
    this.#isOpen = false;
  }

  leave(): void {
    this.socket?.terminate();
    this.socket = null;
  }

  send(message: FromBrowser): void {
    this.socket?.send(JSON.stringify(message));
  }

  /** Types text; resolves when the bridge has taken all of it. */
  async type(text: string | Buffer): Promise<void> {
    this.#input = Buffer.concat([this.#input, Buffer.from(text)]);
    const end = this.#inputBase + this.#input.length;
    this.#push();
    await this.until(() => this.#inputBase >= end);
  }

  get text(): string {
    return Buffer.concat(this.output).toString('latin1');
  }

  get checksum(): string {
    return createHash('sha256').update(Buffer.concat(this.output)).digest('hex');
  }

  /** Waits until the screen holds this text. */
  see(text: string): Promise<void> {
    return this.until(() => this.text.includes(text), `to see ${JSON.stringify(text)}`);
  }

  /** Waits for a message of this type and returns the last one. */
  async hear<Type extends ToBrowser['type']>(type: Type): Promise<Extract<ToBrowser, { type: Type }>> {
    await this.until(() => this.messages.some((message) => message.type === type), `to hear ${type}`);
    return this.messages.findLast((message) => message.type === type) as Extract<ToBrowser, { type: Type }>;
  }

  async closed(): Promise<{ code: number; reason: string }> {
    await this.until(() => this.closedWith !== null, 'to be closed');
    return this.closedWith ?? { code: 0, reason: '' };
  }

  until(holds: () => boolean, what = 'something'): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const give = setTimeout(() => {
        this.#waiting.delete(look);
        reject(
          new Error(
            `waited for ${what}; ${this.offset} bytes, ends with ${JSON.stringify(this.text.slice(-200))}, ` +
              `closed ${JSON.stringify(this.closedWith)}, last messages ${JSON.stringify(this.messages.slice(-5))}`,
          ),
        );
      }, PATIENCE_MS);
      const look = () => {
        if (!holds()) return;
        clearTimeout(give);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  /** Says that everything so far is on the screen. */
  tellShown(): void {
    this.send({ type: 'shown', offset: this.offset });
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look();
  }

  #show(message: Buffer): void {
    const frame = decodeBytes(message);
    if (frame === null || frame.offset !== this.offset) {
      throw new Error(`a hole or an overlap: got ${frame?.offset}, expected ${this.offset}`);
    }
    this.output.push(Buffer.from(frame.bytes));
    this.offset += frame.bytes.length;
    if (this.isShowing) this.tellShown();
  }

  #hear(message: ToBrowser): void {
    this.messages.push(message);
    if (message.type === 'opened') {
      this.#isOpen = true;
      if (message.inputReset) this.#input = this.#input.subarray(this.#sent - this.#inputBase);
      else this.#input = this.#input.subarray(message.input - this.#inputBase);
      this.#inputBase = message.input;
      this.#sent = message.input;
      this.#push();
    }
    if (message.type === 'accepted' && message.input > this.#inputBase) {
      this.#input = this.#input.subarray(message.input - this.#inputBase);
      this.#inputBase = message.input;
      this.#push();
    }
  }

  #push(): void {
    if (!this.#isOpen) return;
    while (this.#sent < this.#inputBase + this.#input.length && this.#sent - this.#inputBase < AHEAD_BYTES) {
      const from = this.#sent - this.#inputBase;
      const slice = this.#input.subarray(from, from + SLICE_BYTES);
      this.socket?.send(encodeBytes(this.#sent, slice));
      this.#sent += slice.length;
    }
  }
}
