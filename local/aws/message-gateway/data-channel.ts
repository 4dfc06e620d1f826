import type { WebSocket } from 'ws';
import { MessageType } from '../../../lib/agent-wire';
import type { Faults, Side } from '../faults';
import type { Timings } from '../settings';
import type { Timers } from '../timers';
import { Lane } from './lane';
import { channelClosedFrame, publicationFrame, typeOfFrame } from './service-frames';

/** The output for a client that has not come yet is kept up to here; then the agent is asked to hold. */
const pauseAtBytes = 256 * 1024;
/** How long a closed channel's socket may take to be emptied and closed by its owner. */
const closingMs = 2_000;

interface DataChannelOptions {
  sessionId: string;
  target: string;
  timers: Timers;
  timings: Timings;
  faults: Faults;
  random(): number;
  now(): number;
  onClient(present: boolean): void;
  /** Ends after this long without stream data. */
  idleMs: number;
  /** Ends after this long in any case; undefined is never. */
  maximumMs: number | undefined;
  onIdle(): void;
  onMaximum(): void;
  /** No client has come back within the resumable time. */
  onAbandoned(): void;
}

/** One session's relay between its client and its agent: passes messages on unchanged and acknowledges none itself. */
export class DataChannel {
  readonly #options: DataChannelOptions;
  readonly #lanes: Record<Side, Lane>;
  readonly #sockets: Partial<Record<Side, WebSocket>> = {};
  #paused = false;
  #clientCame = false;
  #closed = false;
  #lastDataAt: number;
  #agentCame = false;
  #clientPaused = false;
  #stopIdle: () => void = () => undefined;
  #stopMaximum: () => void = () => undefined;
  #stopAbandon: () => void = () => undefined;

  constructor(options: DataChannelOptions) {
    this.#options = options;
    this.#lanes = { client: this.#lane('client', 'agent'), agent: this.#lane('agent', 'client') };
    this.#lastDataAt = options.now();
    this.#watchIdle(options.idleMs);
    if (options.maximumMs !== undefined) {
      this.#stopMaximum = options.timers.after(options.maximumMs, () => options.onMaximum());
    }
    this.#watchAbandoned();
  }

  /** Takes over a socket that has proved its role; an older one of the same role is cut. */
  attach(side: Side, socket: WebSocket): void {
    const replaced = this.#sockets[side];
    replaced?.terminate();
    this.#sockets[side] = socket;
    socket.on('message', (content, isBinary) => {
      if (isBinary) this.#receive(side, content as Buffer);
    });
    socket.on('close', () => this.#detach(side, socket));
    this.#lanes[side].attach(socket);
    if (side === 'client') {
      this.#clientCame = true;
      this.#stopAbandon();
      this.#options.onClient(true);
    }
    if (this.#closed) {
      if (side === 'agent') socket.terminate();
      else this.#options.timers.after(closingMs, () => socket.terminate());
      return;
    }
    // A reconnecting agent has forgotten that it was asked to hold; one whose client changed sockets has messages to send again.
    this.#paused = side === 'client' && (this.#paused || replaced !== undefined);
    if (this.#lanes.client.attached) this.#publish('start');
    else this.#holdIfNeeded();
    this.#tellClient(side);
  }

  /** Breaks a side's socket without a closing handshake; false when it had none. */
  cut(side: Side): boolean {
    this.#sockets[side]?.terminate();
    return this.#sockets[side] !== undefined;
  }

  /** Tells both sides that the session has ended and lets go of them; a client still to come hears it too. */
  close(output: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopIdle();
    this.#stopMaximum();
    this.#stopAbandon();
    const { sessionId, target, now, timers } = this.#options;
    const frame = channelClosedFrame(sessionId, target, output, now());
    for (const side of ['client', 'agent'] as const) {
      this.#lanes[side].say(frame);
      const socket = this.#sockets[side];
      if (socket) timers.after(closingMs, () => socket.terminate());
    }
  }

  #lane(to: Side, from: Side): Lane {
    const { timers, faults, random, sessionId } = this.#options;
    return new Lane({
      timers,
      random,
      fault: () => faults.lineFault(sessionId, to),
      onCut: () => this.#sockets[to]?.terminate(),
      onRoom: (hasRoom) => (hasRoom ? this.#sockets[from]?.resume() : this.#sockets[from]?.pause()),
    });
  }

  #receive(side: Side, frame: Buffer): void {
    const type = typeOfFrame(frame);
    const stream = side === 'agent' ? MessageType.output : MessageType.input;
    // The agent's session state is meant for the service, and only the service itself may close a channel or hold a stream.
    if (type !== stream && type !== MessageType.acknowledge) return;
    if (type === stream) this.#lastDataAt = this.#options.now();
    this.#lanes[side === 'agent' ? 'client' : 'agent'].relay(frame);
    if (side === 'agent') this.#holdIfNeeded();
  }

  #detach(side: Side, socket: WebSocket): void {
    if (this.#sockets[side] !== socket) return;
    delete this.#sockets[side];
    this.#lanes[side].detach();
    if (side === 'agent') {
      if (!this.#closed) this.#publishToClient('pause');
      return;
    }
    this.#options.onClient(false);
    if (this.#closed) return;
    this.#publish('pause');
    this.#watchAbandoned();
  }

  #holdIfNeeded(): void {
    if (this.#lanes.client.attached) return;
    if (this.#clientCame || this.#lanes.client.queuedBytes > pauseAtBytes) this.#publish('pause');
  }

  #publish(what: 'start' | 'pause'): void {
    if (!this.#lanes.agent.attached || this.#paused === (what === 'pause')) return;
    this.#paused = what === 'pause';
    this.#lanes.agent.say(publicationFrame(what, this.#options.now()));
  }

  /** The client is told, too, when the other side is away and when it is back; a new socket knows of nothing. */
  #tellClient(came: Side): void {
    if (came === 'agent') {
      this.#agentCame = true;
      this.#publishToClient('start');
      return;
    }
    this.#clientPaused = false;
    if (this.#agentCame && !this.#lanes.agent.attached) this.#publishToClient('pause');
  }

  #publishToClient(what: 'start' | 'pause'): void {
    if (!this.#lanes.client.attached || this.#clientPaused === (what === 'pause')) return;
    this.#clientPaused = what === 'pause';
    this.#lanes.client.say(publicationFrame(what, this.#options.now()));
  }

  #watchIdle(inMs: number): void {
    const { timers, idleMs, now, onIdle } = this.#options;
    this.#stopIdle = timers.after(inMs, () => {
      const leftMs = this.#lastDataAt + idleMs - now();
      if (leftMs > 0) this.#watchIdle(leftMs);
      else onIdle();
    });
  }

  #watchAbandoned(): void {
    const { timers, timings, onAbandoned } = this.#options;
    this.#stopAbandon = timers.after(timings.resumableMs, onAbandoned);
  }
}
