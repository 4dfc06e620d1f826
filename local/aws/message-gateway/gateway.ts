import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Faults, Side } from '../faults';
import type { Timings } from '../settings';
import type { Timers } from '../timers';
import { ControlChannels } from './control-channels';
import { DataChannel } from './data-channel';
import { type Role, Tokens } from './tokens';

const firstFrameMs = 10_000;
const path = /^\/v1\/(control|data)-channel\/([A-Za-z0-9._@-]{1,96})(?:\?|$)/;

interface GatewayOptions {
  timers: Timers;
  timings: Timings;
  faults: Faults;
  now(): number;
  log(line: string): void;
  /** Whether an upgrade to a node's control channel is signed by someone who may speak for it. */
  mayControl(request: IncomingMessage, nodeId: string): boolean;
}

/** The service's own times for a session; no maximum is no end. */
interface Limits {
  idleMs: number;
  maximumMs: number | undefined;
}

interface ChannelEvents {
  onClient(present: boolean): void;
  onIdle(): void;
  onMaximum(): void;
  onAbandoned(): void;
}

/** The message gateway (ssmmessages): data channels by session id and control channels by node id, opened by a token in the first text frame. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024, perMessageDeflate: false });
  readonly #tokens = new Tokens();
  readonly #controlTokens = new Tokens();
  readonly #channels = new Map<string, DataChannel>();
  #random: { seed: number | undefined; next: () => number } = { seed: undefined, next: Math.random };

  readonly control: ControlChannels;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.control = new ControlChannels(options.now);
  }

  /** Makes the relay of a new session. */
  open(sessionId: string, target: string, limits: Limits, events: ChannelEvents): void {
    const { timers, timings, faults, now } = this.#options;
    this.#channels.set(
      sessionId,
      new DataChannel({
        timers,
        timings,
        faults,
        now,
        ...limits,
        ...events,
        sessionId,
        target,
        random: () => this.#dice(),
      }),
    );
  }

  /** A new token for one side of a session; the client's earlier unused ones stop working. */
  issueToken(sessionId: string, role: Role): string {
    this.#tokens.forget(sessionId, role);
    return this.#tokens.issue(sessionId, role, this.#options.now() + this.#options.timings.tokenMs);
  }

  /** A new token for a node's control channel; its earlier unused ones stop working. */
  issueControlToken(nodeId: string): string {
    this.#controlTokens.forget(nodeId);
    const { timings, now } = this.#options;
    return this.#controlTokens.issue(nodeId, 'agent', now() + timings.tokenMs);
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

  /** Takes an upgrade on /v1/data-channel/<session id> or a signed one on /v1/control-channel/<node id>; any other path is answered with 404. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const [, kind, id] = path.exec(request.url ?? '') ?? [];
    if (id === undefined) {
      refuse(socket, '404 Not Found');
      return;
    }
    if (kind === 'control' && !this.#options.mayControl(request, id)) {
      refuse(socket, '403 Forbidden');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      if (kind === 'control') this.#welcomeControl(id, opened);
      else this.#welcome(id, opened);
    });
  }

  /** Ends every socket. */
  closeAll(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
    this.#channels.clear();
  }

  #welcome(sessionId: string, socket: WebSocket): void {
    this.#awaitFirst(socket, (first) => {
      const channel = this.#channels.get(sessionId);
      const now = this.#options.now();
      if (!channel || !first || !this.#tokens.redeem(first.token, sessionId, first.role, now)) {
        return `a ${first?.role ?? 'nameless'} of ${sessionId}`;
      }
      channel.attach(first.role, socket);
      return undefined;
    });
  }

  #welcomeControl(nodeId: string, socket: WebSocket): void {
    this.#awaitFirst(socket, (first) => {
      if (!first || !this.#controlTokens.redeem(first.token, nodeId, 'agent', this.#options.now())) {
        return `the control channel of ${nodeId}`;
      }
      this.control.attach(nodeId, socket);
      return undefined;
    });
  }

  /** Hands over the first frame, for which there is not for ever; what it is answered with names who is refused. */
  #awaitFirst(socket: WebSocket, take: (first: FirstFrame | undefined) => string | undefined): void {
    socket.on('error', () => socket.terminate());
    const stopWaiting = this.#options.timers.after(firstFrameMs, () => socket.terminate());
    socket.once('close', stopWaiting);
    socket.once('message', (content, isBinary) => {
      stopWaiting();
      const refused = take(isBinary ? undefined : parseFirstFrame(content as Buffer));
      if (refused === undefined) return;
      this.#options.log(`gateway refuses ${refused}`);
      socket.close(1008, 'Invalid token');
    });
  }

  /** Seeded when the faults name a seed, so that a run of bad luck can be repeated. */
  #dice(): number {
    const seed = this.#options.faults.settings.line?.seed;
    if (seed !== this.#random.seed) this.#random = { seed, next: seed === undefined ? Math.random : seeded(seed) };
    return this.#random.next();
  }
}

interface FirstFrame {
  role: Role;
  token: string;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function parseFirstFrame(content: Buffer): FirstFrame | undefined {
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
