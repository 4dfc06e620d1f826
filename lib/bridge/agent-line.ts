import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { type AgentChannel, type ChannelEvent, type DataKey, WireError } from '../agent-wire';
import { CloudError, isPassing } from '../domain/cloud-error';
import type { Log } from '../log';
import { maskedFrames } from './masked-frames';

type Effects = ReturnType<AgentChannel['tick']>;

/** Text of the pings, as the reference client sends it. */
const PING = 'keepalive';
const CONNECT_WITHIN_MS = 15_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
/** A token that nobody has seen, because no line came about, is tried again for this long; the reference client does the same. */
const TOKEN_GOOD_MS = 30_000;
/** A line that held for this long was a good one: the next waits begin small again. */
const STEADY_MS = 10_000;
/** How often in a row the service may refuse a new token before that is its last word: credentials can be out of date for a moment. */
const MOST_REFUSALS = 4;
/** A line that could not be resumed for this long is given up. */
const GIVE_UP_MS = 120_000;
/** Answers the service may leave unread before its line is given up; what is unacknowledged goes out again on the next. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;
/** Longer than any message of ours but a handshake's answer. */
const SHORT_BYTES = 16 * 1024;
/** Longest message the service may send; the channel has its own, smaller limit. */
const MAX_MESSAGE_BYTES = 128 * 1024;
/** What the socket calls one that is longer. */
const TOO_LONG = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

/** AWS would not give the session another line, or could not be asked for too long. */
export type LineEnd = 'resumeRefused' | 'lineLost';

export type AgentLineOwner = {
  /** What one message, one call or one tick has brought, in order. */
  happened(events: readonly ChannelEvent[]): void;
  /** The line is there, or lost and being resumed. */
  line(isUp: boolean): void;
  /** The line is gone for good, and why; `code` is what the service or the network said last. */
  lost(reason: LineEnd, code: string): void;
  /** A new token for the session; null when the service has it no longer. May throw. */
  resume(): Promise<string | null>;
};

/** Drives one AgentChannel over a real socket and real timers, and resumes the session when the line breaks. */
export class AgentLine {
  readonly channel: AgentChannel;
  readonly #url: string;
  readonly #owner: AgentLineOwner;
  readonly #log: Log;
  #socket: WebSocket | null = null;
  #raw: Socket | null = null;
  #isCorked = false;
  #isClosed = false;
  #isAlive = true;
  #isPaused = false;
  #timer: NodeJS.Timeout | null = null;
  #timerAtMs = 0;
  #retry: NodeJS.Timeout | null = null;
  #failures = 0;
  #refusals = 0;
  #lastCode = 'unknown';
  #lostAtMs: number | null = null;
  #backAtMs = 0;
  /** Got from the service and not shown on a line yet. */
  #token: { text: string; gotAtMs: number } | null = null;

  constructor(o: { channel: AgentChannel; url: string; owner: AgentLineOwner; log: Log }) {
    this.channel = o.channel;
    this.#url = o.url;
    this.#owner = o.owner;
    this.#log = o.log;
  }

  /** Connects and presents the token, which is shown once and kept no longer than that takes. */
  open(token: string): void {
    if (this.#isClosed) return;
    this.#token = { text: token, gotAtMs: Date.now() };
    this.#connect();
  }

  #connect(): void {
    const socket = new WebSocket(this.#url, {
      perMessageDeflate: false,
      handshakeTimeout: CONNECT_WITHIN_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      followRedirects: false,
    });
    this.#socket = socket;
    this.#isAlive = true;
    socket.on('upgrade', (response) => {
      this.#raw = response.socket;
    });
    socket.on('open', () => {
      const token = this.#token;
      if (token === null || this.#socket !== socket) return;
      this.#token = null;
      socket.ping(PING);
      this.#do(this.channel.open(token.text, Date.now()));
      // The first is news as it opens; one that was lost is back only when it says something, or one that opens and breaks would flicker.
      if (this.#lostAtMs === null) this.#owner.line(true);
      // A paused socket would not hear the answer to the ping.
      if (this.#isPaused && this.#lostAtMs === null) socket.pause();
    });
    socket.on('message', (message: Buffer, isBinary: boolean) => {
      this.#good(socket);
      this.#do(this.channel.receive(isBinary ? message : message.toString('utf8'), Date.now()));
    });
    socket.on('pong', () => this.#good(socket));
    // Only what went wrong, never the address or what was said: both hold secrets.
    socket.on('error', (error) => {
      this.#lastCode = errorCode(error);
      this.#log.debug({ code: this.#lastCode }, 'agent line failed');
      // It would be said again on the next line, and on each one after it.
      if (this.#lastCode === TOO_LONG && this.#socket === socket) this.#refuse('message is longer than the limit');
    });
    socket.on('close', () => this.#broken(socket));
  }

  /** Asks for a token at once and connects with it: for a session whose line another process held. */
  resumeNow(): void {
    this.#lostAtMs = Date.now();
    void this.#resume();
  }

  /** Everything through this message is durable, and may be acknowledged. */
  committed(through: bigint): void {
    this.#do(this.channel.committed(through, Date.now()));
  }

  /** Input, as AgentChannel.write. */
  write(bytes: Uint8Array): void {
    this.#do(this.channel.write(bytes, Date.now()));
  }

  resize(cols: number, rows: number): void {
    this.#do(this.channel.resize(cols, rows, Date.now()));
  }

  /** As AgentChannel.takeDataKey. */
  takeDataKey(key: DataKey): void {
    this.#do(this.channel.takeDataKey(key, Date.now()));
  }

  /** As AgentChannel.refuseDataKey; a line that is closed needs no reason. */
  refuseDataKey(reason: string): void {
    this.#do(this.channel.refuseDataKey(reason, Date.now()));
  }

  /** Stops and starts reading, so that an agent ahead of the recorder waits instead of being dropped and resent. */
  pause(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    this.#isAlive = true;
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    if (isPaused) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Asks the peer for a sign of life, and gives the line up when the last question found no answer. Call it every half minute. */
  checkAlive(): void {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN || this.#isPaused) return;
    if (!this.#isAlive) {
      socket.terminate();
      return;
    }
    this.#isAlive = false;
    socket.ping(PING);
  }

  /** Leaves the line for good; the session itself is not ended by this. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#retry) clearTimeout(this.#retry);
    this.#timer = null;
    this.#retry = null;
    this.#socket?.terminate();
    this.channel.end();
  }

  /** Only a line that says something is a good one: each that breaks before costs a call to the service. */
  #good(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#isAlive = true;
    this.#refusals = 0;
    if (this.#lostAtMs === null) return;
    this.#lostAtMs = null;
    this.#backAtMs = Date.now();
    if (this.#isPaused) socket.pause();
    this.#owner.line(true);
  }

  #do(effects: Effects): void {
    if (this.#isClosed) return;
    const socket = this.#socket;
    if (effects.send.length > 0 && socket?.readyState === WebSocket.OPEN) {
      this.#send(effects.send, socket);
      if (socket.bufferedAmount > MOST_UNREAD_BYTES) socket.terminate();
    }
    this.#arm();
    if (effects.events.length > 0) this.#owner.happened(effects.events);
  }

  #send(messages: Effects['send'], socket: WebSocket): void {
    this.#cork();
    const acknowledgements = messages.length > 1 ? messages.filter(isShortBinary) : [];
    // Without compression the socket writes each message at once, so whole frames may stand between its own.
    if (this.#raw !== null && acknowledgements.length === messages.length) {
      this.#raw.write(maskedFrames(acknowledgements));
    } else for (const message of messages) socket.send(message);
  }

  /** What several calls of one turn have to say becomes one write to the network. */
  #cork(): void {
    const raw = this.#raw;
    if (this.#isCorked || raw === null) return;
    this.#isCorked = true;
    raw.cork();
    setImmediate(() => {
      this.#isCorked = false;
      raw.uncork();
    });
  }

  /** One timer, moved only when something is due earlier: acknowledgements put the next wake-up off hundreds of times a second. */
  #arm(): void {
    const wakeAtMs = this.channel.nextWakeAtMs;
    if (wakeAtMs === null || this.#isClosed) return;
    if (this.#timer && this.#timerAtMs <= wakeAtMs) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timerAtMs = wakeAtMs;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        // Also when it is too early by the clock, which may have been set back; the channel knows how to go on from there.
        this.#do(this.channel.tick(Date.now()));
      },
      Math.max(1, wakeAtMs - Date.now()),
    );
  }

  #broken(socket: WebSocket): void {
    if (this.#isClosed || this.#socket !== socket) return;
    this.#socket = null;
    this.#raw = null;
    this.#isCorked = false;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.channel.disconnected();
    if (this.#lostAtMs === null) {
      this.#lostAtMs = Date.now();
      // One that breaks as soon as it is back must not be called as fast as it breaks.
      if (this.#lostAtMs - this.#backAtMs >= STEADY_MS) this.#failures = 0;
      this.#owner.line(false);
    }
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#isClosed) return;
    if (this.#lostAtMs !== null && Date.now() - this.#lostAtMs > GIVE_UP_MS) {
      this.#owner.lost('lineLost', this.#lastCode);
      return;
    }
    this.#retry = setTimeout(
      () => {
        if (this.#token !== null && Date.now() - this.#token.gotAtMs < TOKEN_GOOD_MS) this.#connect();
        else void this.#resume();
      },
      retryDelayMs(this.#failures, Math.random()),
    );
    this.#failures += 1;
  }

  /** The peer broke a rule below the channel's. */
  #refuse(what: string): void {
    this.close();
    this.#owner.happened([{ type: 'refused', error: new WireError('TOO_LONG', what) }]);
  }

  async #resume(): Promise<void> {
    this.#token = null;
    let token: string | null;
    try {
      token = await this.#owner.resume();
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (this.#isClosed) return;
    this.#refusals = 0;
    if (token === null) this.#owner.lost('resumeRefused', 'none');
    else this.open(token);
  }

  #failed(error: unknown): void {
    if (this.#isClosed) return;
    this.#lastCode = errorCode(error);
    const isRefusal = error instanceof CloudError && !isPassing(error);
    this.#refusals = isRefusal ? this.#refusals + 1 : 0;
    if (this.#refusals >= MOST_REFUSALS) {
      this.#owner.lost('resumeRefused', this.#lastCode);
      return;
    }
    this.#log.warn({ code: this.#lastCode }, 'resuming an agent session failed; trying again');
    this.#retryLater();
  }
}

/**
 * Milliseconds before try number `failures` (0 first), doubled each time up to five seconds; `random` in [0, 1) spreads the tries of many
 * lines that broke together, the longest waits too.
 */
export function retryDelayMs(failures: number, random: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS / 2) * (1 + random);
}

function isShortBinary(message: string | Uint8Array): message is Uint8Array {
  return typeof message !== 'string' && message.length < SHORT_BYTES;
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
