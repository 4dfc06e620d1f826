import { Flag } from '../payloads';
import { WireError } from '../wire-error';
import { type Outbound, type PortCarrier, type PortEvent, STREAM_FULL_BYTES, STREAM_MOST_BYTES } from './port-carrier';
import { Held, ReceiveBudget } from './receive-budget';

const FIRST_STREAM = 1;

/**
 * One connection at a time over the bare stream of bytes. In the basic mode one follows another: the agent is told when a connection has
 * ended and makes its next one with the first byte it gets. In the standard mode there is only one, and its end is the session's.
 *
 * The protocol does not say to which connection a byte of the agent belongs. So what comes after a connection has ended is thrown away
 * until its successor has spoken, and the successor waits with speaking until the agent has acted on the end. The reference client
 * hands such bytes to the successor.
 */
export class SingleCarrier implements PortCarrier {
  readonly #followsUp: boolean;
  #nextStream = FIRST_STREAM;
  #current: number | null = null;
  /** Whether the agent knows of the current connection: whether a byte of it was queued, and whether one was sent. */
  #hasWritten = false;
  #hasSpoken = false;
  #wasFull = false;
  /** Bytes of connections, each connection's end behind its bytes. */
  readonly #queue: (Outbound & { stream: number })[] = [];
  #queuedBytes = 0;
  readonly #budget = new ReceiveBudget();
  readonly #held = new Held(this.#budget);
  /** An end was sent, and the agent has not acted on it yet. */
  #isEnding = false;

  constructor(mode: 'standard' | 'basic') {
    this.#followsUp = mode === 'basic';
  }

  openStream(): number {
    if (this.#current !== null) throw new WireError('BAD_ARGUMENT', 'this session carries one connection at a time');
    if (!this.#followsUp && this.#nextStream > FIRST_STREAM) {
      throw new WireError('BAD_ARGUMENT', 'this session carries one connection only');
    }
    this.#current = this.#nextStream;
    this.#nextStream += 1;
    this.#hasWritten = false;
    this.#hasSpoken = false;
    this.#wasFull = false;
    return this.#current;
  }

  canWrite(stream: number): boolean {
    return stream === this.#current && this.#queuedBytes < STREAM_FULL_BYTES;
  }

  write(stream: number, bytes: Uint8Array): void {
    if (stream !== this.#current) throw new WireError('BAD_ARGUMENT', `stream ${stream} is not open`);
    if (bytes.length === 0) return;
    if (this.#queuedBytes + bytes.length > STREAM_MOST_BYTES) {
      throw new WireError('OUTGOING_FULL', `too much is waiting in stream ${stream}`);
    }
    this.#queue.push({ stream, bytes });
    this.#queuedBytes += bytes.length;
    this.#hasWritten = true;
    this.#wasFull ||= this.#queuedBytes >= STREAM_FULL_BYTES;
  }

  closeStream(stream: number): void {
    if (stream !== this.#current) return;
    this.#current = null;
    this.#held.drop();
    // The agent makes its first connection by itself, and each other one for a byte: without that there is nothing to end.
    if (stream !== FIRST_STREAM && !this.#hasWritten) return;
    this.#queue.push({ stream, flag: this.#followsUp ? Flag.disconnectToPort : Flag.terminateSession });
  }

  consumed(stream: number, byteCount: number): void {
    if (stream !== this.#current) return;
    this.#held.take(byteCount, stream);
  }

  read(bytes: Uint8Array, events: PortEvent[]): number {
    // Some servers speak first: the agent connects by itself once, and what it hears waits for the first local connection.
    if (this.#nextStream === FIRST_STREAM) return 0;
    const stream = this.#current;
    const isOurs = this.#hasSpoken || stream === FIRST_STREAM;
    if (stream === null || !isOurs) return bytes.length;
    if (!this.#budget.hasRoom) return 0;
    this.#held.hold(bytes.length);
    events.push({ type: 'data', stream, bytes });
    return bytes.length;
  }

  take(events: PortEvent[]): Outbound | null {
    if (this.#isEnding) return null;
    const next = this.#queue.shift();
    if (next === undefined) return null;
    if ('flag' in next) {
      this.#isEnding = true;
      return next;
    }
    this.#queuedBytes -= next.bytes.length;
    if (next.stream === this.#current) this.#hasSpoken = true;
    if (this.#wasFull && this.#current !== null && this.#queuedBytes < STREAM_FULL_BYTES) {
      this.#wasFull = false;
      events.push({ type: 'room', stream: this.#current });
    }
    return next;
  }

  flagAccepted(flag: number): void {
    if (flag === Flag.disconnectToPort) this.#isEnding = false;
  }

  wakeAtMs(): number | null {
    return null;
  }

  tick(): void {
    // Nothing here depends on time.
  }

  line(): void {
    // Nor on the line.
  }
}
