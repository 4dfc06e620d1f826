import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { decodeBytes, encodeBytes } from '../lib/terminal-wire/messages';

/** The origin pages of the measured portal have. */
export const PORTAL_ORIGIN = 'http://portal.bench';

/** As the product's page: what was shown is told after this much, or when all of it has been. */
const SHOWN_EVERY_BYTES = 32 * 1024;

/** A browser's end of one line. Through the bridge it fails on the first hole or overlap, as the product's own page does. */
export class Page {
  /** Output bytes so far; through the bare relay, bytes of whole messages. */
  received = 0;
  /** What went wrong; null while nothing has. */
  fault: string | null = null;
  readonly #socket: WebSocket;
  #told = 0;
  #isTelling = false;
  #typed = 0;
  #waiting: { until: number; resolve(): void } | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', (error) => this.#broken(error.message));
    socket.on('close', (code) => this.#broken(`closed with ${code}`));
  }

  /** Opens a terminal with its ticket; resolves when its shell has said something. `address` is where the page claims to be. */
  static async open(url: string, ticket: string, address: string): Promise<Page> {
    const headers = { 'x-forwarded-for': address };
    const socket = new WebSocket(url, { origin: PORTAL_ORIGIN, perMessageDeflate: false, headers });
    const page = new Page(socket);
    socket.on('open', () => {
      const first = { type: 'open', ticket, page: randomUUID(), offset: 0, sent: 0, cols: 80, rows: 24 };
      socket.send(JSON.stringify(first));
    });
    socket.on('message', (message: Buffer, isBinary) => {
      if (isBinary) page.#show(message);
    });
    await page.seen(1);
    return page;
  }

  /** The same through the bare relay, which has neither tickets nor offsets. */
  static async openBare(url: string, name: string): Promise<Page> {
    const socket = new WebSocket(`${url}/${name}`, { perMessageDeflate: false });
    const page = new Page(socket);
    await new Promise<void>((resolve) => {
      socket.on('message', (message: Buffer, isBinary) => {
        if (!isBinary) resolve();
        else {
          page.received += message.length;
          page.#look();
        }
      });
    });
    return page;
  }

  /** Types one key. */
  press(isBare = false): void {
    const key = Uint8Array.of(0x61 + (this.#typed % 26));
    this.#socket.send(isBare ? key : encodeBytes(this.#typed, key));
    this.#typed += 1;
  }

  /** Resolves when this many bytes have come, or when the page has broken. */
  seen(until: number): Promise<void> {
    if (this.received >= until || this.fault !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting = { until, resolve };
    });
  }

  leave(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.terminate();
  }

  #show(message: Buffer): void {
    const frame = decodeBytes(message);
    if (frame === null || frame.offset !== this.received) {
      this.#broken(`a hole or an overlap: got ${frame?.offset}, expected ${this.received}`);
      return;
    }
    this.received += frame.bytes.length;
    if (this.received - this.#told >= SHOWN_EVERY_BYTES) this.#tell();
    else if (!this.#isTelling) {
      this.#isTelling = true;
      setImmediate(() => {
        this.#isTelling = false;
        if (this.#told !== this.received) this.#tell();
      });
    }
    this.#look();
  }

  #tell(): void {
    this.#told = this.received;
    this.#socket.send(JSON.stringify({ type: 'shown', offset: this.received }));
  }

  #look(): void {
    const waiting = this.#waiting;
    if (waiting === null || (this.received < waiting.until && this.fault === null)) return;
    this.#waiting = null;
    waiting.resolve();
  }

  #broken(why: string): void {
    this.fault ??= why;
    this.#look();
  }
}
