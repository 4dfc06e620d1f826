import { randomInt, randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';

const pingEveryMs = 54_000;
const pongWithinMs = 60_000;
const maxRetries = 5;
const maxDelayMs = 5_000;
/** More waiting to be sent than this, and the terminal is not read any further. */
const highWaterBytes = 512 * 1024;

interface AgentLineOptions {
  streamUrl: string;
  /** The agent's own name, e.g. `ecs:cluster_task_runtime`. */
  instanceId: string;
  /** CreateDataChannel: a new token for each opening; throws when the session is over. */
  newToken(): string;
  onOpen(isFirst: boolean): void;
  onMessage(frame: Buffer): void;
  /** What was waiting has been sent: there is room again. */
  onRoom(): void;
  /** The line could not be brought back. */
  onLost(): void;
}

/** The agent's end of its data channel: opens, proves itself, pings, and comes back after a loss as the reference agent does. */
export class AgentLine {
  readonly #options: AgentLineOptions;
  #socket: WebSocket | undefined;
  #everOpen = false;
  #retries = 0;
  #closed = false;
  #retryTimer: NodeJS.Timeout | undefined;
  #pingTimer: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor(options: AgentLineOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  get hasRoom(): boolean {
    return this.#socket !== undefined && this.isOpen && this.#socket.bufferedAmount < highWaterBytes;
  }

  /** Sends a frame if the line is open; what is lost with the line is the outgoing buffer's to send again. */
  send(frame: Uint8Array): void {
    const socket = this.#socket;
    if (!socket || !this.isOpen) return;
    socket.send(frame, () => {
      if (socket === this.#socket && socket.bufferedAmount < highWaterBytes / 2) this.#options.onRoom();
    });
  }

  /** Closes the TCP connection without a closing handshake, once what was sent before has gone out. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    const socket = this.#socket;
    if (!socket) return;
    if (this.isOpen) socket.ping('', undefined, () => socket.terminate());
    else socket.terminate();
  }

  /** Opens the line; called once, the rest is up to the line itself. */
  open(): void {
    let token: string;
    try {
      token = this.#options.newToken();
    } catch {
      this.#options.onLost();
      return;
    }
    const socket = new WebSocket(this.#options.streamUrl, { perMessageDeflate: false, maxPayload: 256 * 1024 });
    this.#socket = socket;
    socket.on('open', () => {
      socket.send(
        JSON.stringify({
          MessageSchemaVersion: '1.0',
          RequestId: randomUUID(),
          TokenValue: token,
          ClientInstanceId: this.#options.instanceId,
          ClientId: '',
        }),
      );
      const isFirst = !this.#everOpen;
      this.#everOpen = true;
      this.#retries = 0;
      this.#expectPong(socket, pingEveryMs + pongWithinMs);
      this.#pingTimer = setInterval(() => socket.ping('keepalive'), pingEveryMs);
      this.#options.onOpen(isFirst);
    });
    socket.on('pong', () => this.#expectPong(socket, pongWithinMs));
    socket.on('message', (content, isBinary) => {
      if (isBinary) this.#options.onMessage(content as Buffer);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(this.#pingTimer);
      clearTimeout(this.#deadline);
      if (!this.#closed) this.#retry();
    });
  }

  #expectPong(socket: WebSocket, withinMs: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => socket.terminate(), withinMs);
  }

  #retry(): void {
    if (this.#retries >= maxRetries) {
      this.#options.onLost();
      return;
    }
    const delayMs = Math.min(maxDelayMs, randomInt(100, 200) * 2 ** this.#retries);
    this.#retries += 1;
    this.#retryTimer = setTimeout(() => this.open(), delayMs);
  }
}
