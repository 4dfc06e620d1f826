import { CLOSE_CODES, type CloseName, closeName } from '../../lib/terminal-wire/close-codes';
import { decodeBytes, encodeBytes, type FromBrowser, type ToBrowser } from '../../lib/terminal-wire/messages';
import { KeptInput } from './kept-input';

/** The part of the browser's WebSocket that is used, so that a test may bring another one. */
export type SocketLike = {
  binaryType: string;
  readyState: number;
  send(frame: string | Uint8Array): void;
  close(code?: number): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: ((event: never) => void) | null;
};

export type Line =
  | { state: 'connecting' }
  | { state: 'open' }
  /** Lost since `since` (epoch ms); the next try is under way or at `nextTryAt`. */
  | { state: 'lost'; since: number; nextTryAt: number }
  /** Not coming back by itself. */
  | { state: 'closed'; why: CloseName | 'refused' };

export type TerminalSocketOptions = {
  connect: () => SocketLike;
  /** A fresh single-use ticket; null when it was refused for good (ended, revoked, not allowed). */
  mintTicket: () => Promise<string | null>;
  /** Random id of this page load. */
  page: string;
  size: () => { cols: number; rows: number };
  /** Puts bytes on the screen and calls `shown` once they are there. */
  show: (bytes: Uint8Array, shown: () => void) => void;
  onMessage: (message: ToBrowser) => void;
  onLine: (line: Line) => void;
  /** Round trip in whole milliseconds. */
  onRoundTrip: (ms: number) => void;
  /** Keystrokes dropped because a process died with them in flight. */
  onInputReset: (droppedBytes: number) => void;
  /** Milliseconds to wait before try number n (0 first); jitter included. */
  delay?: (attempt: number) => number;
};

const SHOWN_EVERY_BYTES = 32 * 1024;
const PING_EVERY_MS = 5_000;
const SILENT_AFTER_MS = 12_000;

/** Doubles from 300 ms to 5 s, with a third of jitter so that a restarted server is not met by everybody at once. */
export function backoff(attempt: number): number {
  return Math.min(5_000, 300 * 2 ** attempt) * (0.67 + Math.random() * 0.33);
}

const encoder = new TextEncoder();

/**
 * The browser's end of a terminal: reconnects by itself with the offset it has, keeps what is typed until the bridge has taken
 * it, and tells the bridge how far the screen has come so that a slow page is never drowned.
 */
export class TerminalSocket {
  private socket: SocketLike | null = null;
  private opened = false;
  private finished = false;
  private attempt = 0;
  private lostSince = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setInterval> | undefined;
  private lastHeardAt = 0;
  /** Next output byte expected from the wire, and what the screen has confirmed. */
  private received = 0;
  private shown = 0;
  private shownTold = 0;
  private readonly input = new KeptInput();

  constructor(private readonly options: TerminalSocketOptions) {}

  /** Opens the line; returns at once, progress comes through the callbacks. */
  start(): void {
    this.options.onLine({ state: 'connecting' });
    void this.dial();
  }

  /** Bytes typed but not yet taken by the bridge. */
  get waitingBytes(): number {
    return this.input.waitingBytes;
  }

  /** Where the screen is in the output, in bytes since the terminal began. */
  get offset(): number {
    return this.received;
  }

  /** Keeps text and sends it as soon as the line allows; false when the terminal is over or too much is waiting already. */
  type(text: string): boolean {
    return this.typeBytes(encoder.encode(text));
  }

  typeBytes(bytes: Uint8Array): boolean {
    if (this.finished || !this.input.add(bytes)) return false;
    this.pushInput();
    return true;
  }

  resize(): void {
    if (this.opened) this.send({ type: 'size', ...this.options.size() });
  }

  /** Tries now instead of waiting: the network or the tab came back. */
  hurry(): void {
    if (this.finished || this.opened || this.retryTimer === undefined) return;
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    void this.dial();
  }

  /** Leaves for good, without ending the terminal. */
  stop(): void {
    this.finished = true;
    this.hangUp();
    this.socket?.close(1000);
    this.socket = null;
  }

  private async dial(): Promise<void> {
    if (this.finished) return;
    let ticket: string | null;
    try {
      ticket = await this.options.mintTicket();
    } catch {
      this.retry();
      return;
    }
    if (this.finished) return;
    if (ticket === null) {
      this.finish('refused');
      return;
    }
    const socket = this.options.connect();
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    this.lastHeardAt = Date.now();
    const first = ticket;
    socket.onopen = () => {
      this.send({
        type: 'open',
        ticket: first,
        page: this.options.page,
        offset: this.received,
        sent: this.input.sent,
        ...this.options.size(),
      });
    };
    socket.onmessage = (event) => {
      if (this.socket !== socket) return;
      this.lastHeardAt = Date.now();
      if (typeof event.data === 'string') this.hear(JSON.parse(event.data) as ToBrowser);
      else if (event.data instanceof ArrayBuffer) this.take(new Uint8Array(event.data));
      else if (event.data instanceof Uint8Array) this.take(event.data);
    };
    socket.onerror = () => undefined;
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.hangUp();
      const name = closeName(event.code);
      if (name !== undefined && !CLOSE_CODES[name].retry) this.finish(name);
      else this.retry();
    };
  }

  private hear(message: ToBrowser): void {
    if (message.type === 'opened') {
      this.opened = true;
      this.attempt = 0;
      this.lostSince = 0;
      // A viewer may be placed elsewhere than it asked for, when there is nothing earlier to give.
      this.received = message.offset;
      this.shown = message.offset;
      this.shownTold = message.offset;
      if (message.inputReset) this.options.onInputReset(this.input.startOver(message.input));
      else this.input.resumeAt(message.input);
      this.options.onMessage(message);
      this.options.onLine({ state: 'open' });
      this.ping();
      this.pingTimer = setInterval(() => this.ping(), PING_EVERY_MS);
      this.pushInput();
      return;
    }
    if (message.type === 'accepted') {
      this.input.taken(message.input);
      this.pushInput();
    } else if (message.type === 'pong') {
      this.options.onRoundTrip(Math.max(0, Math.round(performance.now() - message.at)));
    }
    this.options.onMessage(message);
  }

  private take(frame: Uint8Array): void {
    const part = decodeBytes(frame);
    if (part === null || part.offset > this.received) {
      // A hole would be a lost byte: start the line again from what is truly here.
      this.dropLine(CLOSE_CODES.protocolBroken.code);
      return;
    }
    const bytes = part.bytes.subarray(this.received - part.offset);
    if (bytes.length === 0) return;
    this.received += bytes.length;
    const upTo = this.received;
    this.options.show(bytes, () => {
      this.shown = Math.max(this.shown, upTo);
      if (this.shown - this.shownTold >= SHOWN_EVERY_BYTES || this.shown === this.received) this.tellShown();
    });
  }

  private tellShown(): void {
    if (!this.opened || this.shown === this.shownTold) return;
    this.shownTold = this.shown;
    this.send({ type: 'shown', offset: this.shown });
  }

  /** Sends what is kept, in slices, never more than the window ahead of what was taken. */
  private pushInput(): void {
    if (!this.opened || this.socket === null) return;
    for (let part = this.input.next(); part !== null; part = this.input.next()) {
      this.socket.send(encodeBytes(part.offset, part.bytes));
    }
  }

  private ping(): void {
    if (Date.now() - this.lastHeardAt > SILENT_AFTER_MS) {
      // A half-open line never closes by itself; give it up and come back.
      this.dropLine(CLOSE_CODES.silent.code);
      return;
    }
    this.send({ type: 'ping', at: performance.now() });
  }

  private send(message: FromBrowser): void {
    if (this.socket !== null && this.socket.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  /** Gives this socket up from our side and comes back, whatever its close event would say. */
  private dropLine(code: number): void {
    const socket = this.socket;
    this.socket = null;
    this.hangUp();
    socket?.close(code);
    this.retry();
  }

  private hangUp(): void {
    this.opened = false;
    clearInterval(this.pingTimer);
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
  }

  private retry(): void {
    if (this.finished) return;
    const wait = (this.options.delay ?? backoff)(this.attempt++);
    if (this.lostSince === 0) this.lostSince = Date.now();
    this.options.onLine({ state: 'lost', since: this.lostSince, nextTryAt: Date.now() + wait });
    this.retryTimer = setTimeout(() => {
      this.retryTimer = undefined;
      void this.dial();
    }, wait);
  }

  private finish(why: CloseName | 'refused'): void {
    this.finished = true;
    this.hangUp();
    this.options.onLine({ state: 'closed', why });
  }
}
