import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Faults, Side } from '../faults';
import type { Timings } from '../settings';
import type { Timers } from '../timers';
import { DataChannel } from './data-channel';
import { type Role, Tokens } from './tokens';

const firstFrameMs = 10_000;
const path = /^\/v1\/data-channel\/([A-Za-z0-9._@-]{1,96})(?:\?|$)/;

interface GatewayOptions {
  timers: Timers;
  timings: Timings;
  faults: Faults;
  now(): number;
  log(line: string): void;
}

interface ChannelEvents {
  onClient(present: boolean): void;
  onIdle(): void;
  onAbandoned(): void;
}

/** The message gateway (ssmmessages): data channels by session id, opened by a token in the first text frame. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024, perMessageDeflate: false });
  readonly #tokens = new Tokens();
  readonly #channels = new Map<string, DataChannel>();
  #random: { seed: number | undefined; next: () => number } = { seed: undefined, next: Math.random };

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  /** Makes the relay of a new session. */
  open(sessionId: string, target: string, events: ChannelEvents): void {
    const { log: _log, ...shared } = this.#options;
    this.#channels.set(
      sessionId,
      new DataChannel({ ...shared, ...events, sessionId, target, random: () => this.#dice() }),
    );
  }

  /** A new token for one side of a session; the client's earlier unused ones stop working. */
  issueToken(sessionId: string, role: Role): string {
    this.#tokens.forget(sessionId, role);
    return this.#tokens.issue(sessionId, role, this.#options.now() + this.#options.timings.tokenMs);
  }

  /** Ends a session's relay with the text its person is shown. */
  close(sessionId: string, output: string): void {
    this.#channels.get(sessionId)?.close(output);
    const { timers, timings, now } = this.#options;
    this.#tokens.forget(sessionId, 'agent');
    const keptMs = this.#tokens.hasOpen(sessionId, 'client', now()) ? timings.tokenMs : 0;
    timers.after(keptMs, () => {
      this.#tokens.forget(sessionId);
      this.#channels.delete(sessionId);
    });
  }

  /** Breaks the sockets of one side, of one session or of all; returns how many there were. */
  cut(side: Side, sessionId?: string): number {
    const channels = sessionId === undefined ? [...this.#channels.values()] : [this.#channels.get(sessionId)];
    return channels.filter((channel) => channel?.cut(side)).length;
  }

  /** Takes an upgrade on /v1/data-channel/<session id>; any other path is answered with 404. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const sessionId = path.exec(request.url ?? '')?.[1];
    if (sessionId === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#welcome(sessionId, opened));
  }

  /** Ends every socket. */
  closeAll(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
    this.#channels.clear();
  }

  #welcome(sessionId: string, socket: WebSocket): void {
    socket.on('error', () => socket.terminate());
    const stopWaiting = this.#options.timers.after(firstFrameMs, () => socket.terminate());
    socket.once('close', stopWaiting);
    socket.once('message', (content, isBinary) => {
      stopWaiting();
      const first = isBinary ? undefined : parseFirstFrame(content as Buffer);
      const channel = this.#channels.get(sessionId);
      if (!first || !channel || !this.#tokens.redeem(first.token, sessionId, first.role, this.#options.now())) {
        this.#options.log(`gateway refuses a ${first?.role ?? 'nameless'} of ${sessionId}`);
        socket.close(1008, 'Invalid token');
        return;
      }
      channel.attach(first.role, socket);
    });
  }

  /** Seeded when the faults name a seed, so that a run of bad luck can be repeated. */
  #dice(): number {
    const seed = this.#options.faults.settings.line?.seed;
    if (seed !== this.#random.seed) this.#random = { seed, next: seed === undefined ? Math.random : seeded(seed) };
    return this.#random.next();
  }
}

function parseFirstFrame(content: Buffer): { role: Role; token: string } | undefined {
  try {
    const frame: unknown = JSON.parse(content.toString('utf8'));
    if (typeof frame !== 'object' || frame === null || !('TokenValue' in frame)) return undefined;
    if (typeof frame.TokenValue !== 'string') return undefined;
    return { role: 'ClientInstanceId' in frame ? 'agent' : 'client', token: frame.TokenValue };
  } catch {
    return undefined;
  }
}

/** The mulberry32 generator. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
