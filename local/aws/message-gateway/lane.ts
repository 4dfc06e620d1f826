import type { WebSocket } from 'ws';
import type { LineFault } from '../faults';
import type { Timers } from '../timers';

/** What is kept for a side that is away; beyond it the newest is dropped and left to the ends' own resending. */
const maxQueuedBytes = 4 * 1024 * 1024;
const highWaterBytes = 1024 * 1024;

interface LaneOptions {
  timers: Timers;
  fault(): LineFault | undefined;
  random(): number;
  /** A fault breaks the connection. */
  onCut(): void;
  /** Told when the socket is full (false) and when it has room again (true). */
  onRoom(hasRoom: boolean): void;
}

/** One direction of a relay: delivers to its socket in order, keeps a bounded queue while there is none, and breaks the line as told. */
export class Lane {
  readonly #options: LaneOptions;
  #socket: WebSocket | undefined;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #held: Buffer | undefined;
  #full = false;
  /** Frames relayed since the socket was attached. */
  #relayed = 0;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  get attached(): boolean {
    return this.#socket !== undefined;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  attach(socket: WebSocket): void {
    this.#socket = socket;
    this.#relayed = 0;
    this.#setFull(false);
    const queue = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    for (const frame of queue) this.#write(frame);
  }

  detach(): void {
    this.#socket = undefined;
    this.#setFull(false);
  }

  /** Passes on a stream message or acknowledgement, subject to the faults that are set. */
  relay(frame: Buffer): void {
    const fault = this.#options.fault();
    if (!fault) {
      this.say(frame);
      return;
    }
    const { random } = this.#options;
    this.#relayed += 1;
    if (this.#relayed === fault.cutAtFrame) {
      this.#options.onCut();
      return;
    }
    if (random() < (fault.drop ?? 0)) return;
    const copies = random() < (fault.duplicate ?? 0) ? [frame, frame] : [frame];
    if (this.#held === undefined && random() < (fault.reorder ?? 0)) {
      this.#held = frame;
      return;
    }
    for (const copy of copies) this.#deliver(copy);
    this.#release();
  }

  /** Passes on the service's own word, which no fault loses; it stays behind what was sent before it. */
  say(frame: Buffer): void {
    this.#release();
    this.#deliver(frame);
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#deliver(held);
  }

  #deliver(frame: Buffer): void {
    const delayMs = this.#options.fault()?.delayMs ?? 0;
    if (delayMs > 0) this.#options.timers.after(delayMs, () => this.#write(frame));
    else this.#write(frame);
  }

  #write(frame: Buffer): void {
    const socket = this.#socket;
    if (!socket || socket.readyState !== socket.OPEN) {
      if (this.#queuedBytes + frame.length > maxQueuedBytes) return;
      this.#queue.push(frame);
      this.#queuedBytes += frame.length;
      return;
    }
    socket.send(frame, () => {
      if (socket === this.#socket && socket.bufferedAmount < highWaterBytes / 2) this.#setFull(false);
    });
    if (socket.bufferedAmount > highWaterBytes) this.#setFull(true);
  }

  #setFull(full: boolean): void {
    if (this.#full === full) return;
    this.#full = full;
    this.#options.onRoom(!full);
  }
}
