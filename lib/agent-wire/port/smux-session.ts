import { WireError } from '../wire-error';
import { type Outbound, type PortCarrier, type PortEvent, STREAM_FULL_BYTES, STREAM_MOST_BYTES } from './port-carrier';
import { Held, ReceiveBudget } from './receive-budget';
import { SMUX_HEADER_BYTES, SmuxCommand, SmuxReader, smuxSignal, writeSmuxHeader } from './smux-frame';

/** The client's streams are odd, and the first number is never used. */
const FIRST_STREAM = 3;
const LAST_STREAM = 0xffff_ffff;
/** A frame and its header fill eight messages exactly; larger ones would only let other streams wait longer. */
const DATA_BYTES = 8 * 1024 - SMUX_HEADER_BYTES;
const KEEP_ALIVE_EVERY_MS = 10_000;
const HEARD_WITHIN_MS = 30_000;

type Stream = {
  /** Its opening has not been sent yet. */
  isNew: boolean;
  /** The local side is done: it is closed when the queue is empty. */
  isClosing: boolean;
  isFinished: boolean;
  /** It was full, and nobody was told yet that it no longer is. */
  wasFull: boolean;
  queue: Uint8Array[];
  queuedBytes: number;
  held: Held;
};

/**
 * The client's end of a smux session of version 1. Streams take turns in sending; what they receive and do not consume counts against
 * one budget of the whole session, because this version has no window of its own for each stream.
 */
export class SmuxSession implements PortCarrier {
  readonly #streams = new Map<number, Stream>();
  readonly #reader: SmuxReader;
  /** Where the reader's findings go while it reads. */
  #events: PortEvent[] = [];
  readonly #keepsAlive: boolean;
  /** Streams with something to send, the next one first. */
  #turns: number[] = [];
  #nextStream = FIRST_STREAM;
  readonly #budget = new ReceiveBudget();
  #isKeepAliveDue = false;
  #hasHeard = false;
  #keepAliveAtMs: number | null = null;
  #heardByMs = 0;

  constructor(o: { keepsAlive: boolean; nowMs: number }) {
    this.#keepsAlive = o.keepsAlive;
    // Made once and not for each message, of which there are thousands a second.
    this.#reader = new SmuxReader({
      mayGoOn: () => this.#budget.hasRoom,
      signal: (command, stream) => this.#signal(command, stream),
      piece: (stream, bytes) => this.#piece(stream, bytes),
    });
    this.line(true, o.nowMs);
  }

  openStream(): number {
    const stream = this.#nextStream;
    if (stream > LAST_STREAM) throw new WireError('SEQUENCE_EXHAUSTED', 'no stream number is left');
    this.#nextStream += 2;
    this.#streams.set(stream, {
      isNew: true,
      isClosing: false,
      isFinished: false,
      wasFull: false,
      queue: [],
      queuedBytes: 0,
      held: new Held(this.#budget),
    });
    this.#turns.push(stream);
    return stream;
  }

  canWrite(stream: number): boolean {
    const open = this.#streams.get(stream);
    return open !== undefined && !open.isClosing && !open.isFinished && open.queuedBytes < STREAM_FULL_BYTES;
  }

  write(stream: number, bytes: Uint8Array): void {
    const open = this.#open(stream);
    if (bytes.length === 0) return;
    if (open.queuedBytes + bytes.length > STREAM_MOST_BYTES) {
      throw new WireError('OUTGOING_FULL', `too much is waiting in stream ${stream}`);
    }
    open.queue.push(bytes);
    open.queuedBytes += bytes.length;
    open.wasFull ||= open.queuedBytes >= STREAM_FULL_BYTES;
    if (!this.#turns.includes(stream)) this.#turns.push(stream);
  }

  closeStream(stream: number): void {
    const open = this.#streams.get(stream);
    if (open === undefined || open.isClosing) return;
    open.isClosing = true;
    // What nobody will take any more must not hold up the other streams.
    open.held.drop();
    if (!this.#turns.includes(stream)) this.#turns.push(stream);
  }

  consumed(stream: number, byteCount: number): void {
    const open = this.#streams.get(stream);
    // Bytes on their way out when the stream was closed are no longer counted.
    if (open === undefined || open.isClosing) return;
    open.held.take(byteCount, stream);
  }

  read(bytes: Uint8Array, events: PortEvent[]): number {
    this.#hasHeard = true;
    this.#events = events;
    return this.#reader.read(bytes);
  }

  take(events: PortEvent[]): Outbound | null {
    if (this.#isKeepAliveDue) {
      this.#isKeepAliveDue = false;
      return { bytes: smuxSignal(SmuxCommand.keepAlive, 0) };
    }
    const stream = this.#turns.shift();
    if (stream === undefined) return null;
    const bytes = this.#turn(stream, this.#existing(stream), events);
    if (this.#streams.has(stream) && this.#hasMore(stream)) this.#turns.push(stream);
    return { bytes };
  }

  flagAccepted(): void {
    // Nothing of a multiplexed session waits for one.
  }

  wakeAtMs(): number | null {
    return this.#keepAliveAtMs === null ? null : Math.min(this.#keepAliveAtMs, this.#heardByMs);
  }

  tick(nowMs: number): void {
    if (this.#keepAliveAtMs === null) return;
    if (nowMs >= this.#heardByMs) {
      // A budget that is used up keeps us from hearing; that is not the peer's fault.
      if (!this.#hasHeard && this.#budget.hasRoom)
        throw new WireError('PEER_SILENT', 'nothing was heard in the smux session');
      this.#hasHeard = false;
      this.#heardByMs = nowMs + HEARD_WITHIN_MS;
    }
    if (nowMs >= this.#keepAliveAtMs) {
      this.#isKeepAliveDue = true;
      this.#keepAliveAtMs = nowMs + KEEP_ALIVE_EVERY_MS;
    }
  }

  /** Without a line nobody can be heard, so the time begins anew with each. */
  line(isUp: boolean, nowMs: number): void {
    this.#hasHeard = false;
    this.#heardByMs = nowMs + HEARD_WITHIN_MS;
    this.#keepAliveAtMs = isUp && this.#keepsAlive ? nowMs + KEEP_ALIVE_EVERY_MS : null;
  }

  #open(stream: number): Stream {
    const open = this.#streams.get(stream);
    if (open === undefined || open.isClosing) throw new WireError('BAD_ARGUMENT', `stream ${stream} is not open`);
    return open;
  }

  #existing(stream: number): Stream {
    const existing = this.#streams.get(stream);
    if (existing === undefined) throw new Error(`stream ${stream} has a turn and is gone`);
    return existing;
  }

  #hasMore(stream: number): boolean {
    const { isClosing, queuedBytes } = this.#existing(stream);
    return isClosing || queuedBytes > 0;
  }

  #piece(stream: number, bytes: Uint8Array): void {
    const open = this.#streams.get(stream);
    // Also what comes for a stream that the local side has closed a moment ago.
    if (open === undefined || open.isClosing) return;
    open.held.hold(bytes.length);
    this.#events.push({ type: 'data', stream, bytes });
  }

  #signal(command: number, stream: number): void {
    if (command === SmuxCommand.open) {
      throw new WireError('UNEXPECTED_MESSAGE', 'the agent opens a stream, which only the client may');
    }
    if (command !== SmuxCommand.close) return;
    const open = this.#streams.get(stream);
    if (open === undefined || open.isClosing || open.isFinished) return;
    open.isFinished = true;
    this.#events.push({ type: 'finished', stream });
  }

  /** All that a stream may send in one turn: its opening, then one frame of data, or its end. */
  #turn(stream: number, open: Stream, events: PortEvent[]): Uint8Array {
    const opening = open.isNew ? SMUX_HEADER_BYTES : 0;
    const dataBytes = Math.min(open.queuedBytes, DATA_BYTES);
    const data = dataBytes === 0 ? 0 : SMUX_HEADER_BYTES + dataBytes;
    const isLast = open.isClosing && dataBytes === open.queuedBytes;
    const bytes = Buffer.allocUnsafe(opening + data + (isLast ? SMUX_HEADER_BYTES : 0));
    if (open.isNew) writeSmuxHeader(bytes, 0, SmuxCommand.open, 0, stream);
    open.isNew = false;
    if (data > 0) {
      writeSmuxHeader(bytes, opening, SmuxCommand.push, dataBytes, stream);
      this.#fill(bytes.subarray(opening + SMUX_HEADER_BYTES, opening + data), open);
    }
    if (isLast) {
      writeSmuxHeader(bytes, opening + data, SmuxCommand.close, 0, stream);
      this.#streams.delete(stream);
    } else if (open.wasFull && !open.isClosing && open.queuedBytes < STREAM_FULL_BYTES) {
      open.wasFull = false;
      events.push({ type: 'room', stream });
    }
    return bytes;
  }

  #fill(target: Buffer, open: Stream): void {
    let at = 0;
    while (at < target.length) {
      const first = open.queue[0];
      if (first === undefined) throw new Error('a stream has fewer bytes than it counts');
      const part = first.subarray(0, target.length - at);
      target.set(part, at);
      at += part.length;
      if (part.length === first.length) open.queue.shift();
      else open.queue[0] = first.subarray(part.length);
    }
    open.queuedBytes -= target.length;
  }
}
