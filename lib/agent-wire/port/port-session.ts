import { AgentChannel } from '../channel';
import type { ChannelEvent, Effects } from '../channel-event';
import type { AgentChannelOptions } from '../channel-options';
import type { DataKey, SessionOutline } from '../client-handshake';
import { Flag } from '../payloads';
import { WireError } from '../wire-error';
import type { PortCarrier, PortEffects, PortEvent } from './port-carrier';
import { type PortTerms, portTerms, readPortProperties } from './port-mode';
import { SingleCarrier } from './single-carrier';
import { SmuxSession } from './smux-session';

/** Received and unread bytes at which the line should not be read any further, and at which it should be read again. */
const FULL_BYTES = 512 * 1024;
const ROOM_BYTES = 128 * 1024;

type Unread = { sequence: bigint; bytes: Uint8Array };

/**
 * The client's end of a port session, as a machine above AgentChannel: it is given messages, bytes of local connections and the time,
 * and returns what to send and what has happened. It throws only WireError, and only for the caller's own mistakes; after `closed` or
 * `refused` it does nothing more. What is received and cannot be handed on yet is not acknowledged.
 *
 * Connections live in this process, so a session cannot be resumed by another one.
 */
export class PortSession {
  readonly #channel: AgentChannel;
  #carrier: PortCarrier | null = null;
  #terms: PortTerms | null = null;
  #isOver = false;
  #isFull = false;
  #isUp = false;
  readonly #unread: Unread[] = [];
  #unreadBytes = 0;

  constructor(options: Omit<AgentChannelOptions, 'resume'>) {
    this.#channel = new AgentChannel(options);
  }

  /** When `tick` has to be called next (milliseconds of the epoch), or null when time alone changes nothing. */
  get nextWakeAtMs(): number | null {
    if (this.#isOver || !this.#isUp) return null;
    const wakes = [this.#channel.nextWakeAtMs, this.#carrier?.wakeAtMs() ?? null].filter((at) => at !== null);
    return wakes.length === 0 ? null : Math.min(...wakes);
  }

  /** True while the line should not be read: the local side is slower than the agent, whose messages then wait in the service. */
  get isFull(): boolean {
    return this.#isFull && !this.#isOver;
  }

  /** True from `ready` to the end. */
  get isReady(): boolean {
    return this.#carrier !== null && !this.#isOver;
  }

  /** As AgentChannel. */
  open(token: string, nowMs: number): PortEffects {
    return this.#run(nowMs, () => {
      this.#isUp = true;
      this.#carrier?.line(true, nowMs);
      return this.#channel.open(token, nowMs);
    });
  }

  /** As AgentChannel: connections stay, and go on when there is a line again. */
  disconnected(nowMs: number): void {
    this.#isUp = false;
    this.#channel.disconnected();
    this.#carrier?.line(false, nowMs);
  }

  /** As AgentChannel; the bytes must not be reused afterwards. */
  receive(message: string | Uint8Array, nowMs: number): PortEffects {
    return this.#run(nowMs, () => this.#channel.receive(message, nowMs));
  }

  /** As AgentChannel. */
  tick(nowMs: number): PortEffects {
    return this.#run(nowMs, () => {
      this.#carrier?.tick(nowMs);
      return this.#channel.tick(nowMs);
    });
  }

  /** As AgentChannel. */
  takeDataKey(key: DataKey, nowMs: number): PortEffects {
    return this.#run(nowMs, () => this.#channel.takeDataKey(key, nowMs));
  }

  /** As AgentChannel. */
  refuseDataKey(reason: string, nowMs: number): PortEffects {
    return this.#run(nowMs, () => this.#channel.refuseDataKey(reason, nowMs));
  }

  /** A local connection was made: the number of its stream. Throws a WireError when the session cannot carry it now. */
  openStream(nowMs: number): { stream: number; effects: PortEffects } {
    if (this.#isOver) throw new WireError('BAD_ARGUMENT', 'the port session is over');
    const stream = this.#ready().openStream();
    return { stream, effects: this.#run(nowMs) };
  }

  /** False when the local connection should not be read; `room` says when it should be again. */
  canWrite(stream: number): boolean {
    return !this.#isOver && (this.#carrier?.canWrite(stream) ?? false);
  }

  /** Bytes of a local connection, which must not be changed afterwards; refused with OUTGOING_FULL far beyond `canWrite`. */
  write(stream: number, bytes: Uint8Array, nowMs: number): PortEffects {
    if (!this.#isOver) this.#ready().write(stream, bytes);
    return this.#run(nowMs);
  }

  /** The local connection is over, or `finished` was heard: what was written still goes out, and nothing more is handed on. */
  closeStream(stream: number, nowMs: number): PortEffects {
    if (!this.#isOver) this.#ready().closeStream(stream);
    return this.#run(nowMs);
  }

  /** The local side has taken this many of the bytes it was handed. */
  consumed(stream: number, byteCount: number, nowMs: number): PortEffects {
    if (!this.#isOver) this.#ready().consumed(stream, byteCount);
    return this.#run(nowMs);
  }

  /** Asks the agent to end the session, or says with `endWanted` that this one cannot be asked. */
  terminate(nowMs: number): PortEffects {
    const effects = this.#run(nowMs);
    if (!this.#isOver) this.#sendFlag(Flag.terminateSession, effects, nowMs);
    return effects;
  }

  /** The owner has no more use for it: keys are overwritten and nothing happens any more. */
  end(): void {
    this.#isOver = true;
    this.#channel.end();
    this.#unread.splice(0);
  }

  #ready(): PortCarrier {
    if (this.#carrier === null) throw new WireError('BAD_ARGUMENT', 'the port session is not ready');
    return this.#carrier;
  }

  #run(nowMs: number, step?: () => Effects): PortEffects {
    const effects: PortEffects = { send: [], events: [] };
    if (this.#isOver) return effects;
    try {
      if (step !== undefined) this.#absorb(step(), effects, nowMs);
      this.#move(effects, nowMs);
    } catch (error) {
      // The channel throws only the caller's own mistakes; what the carrier finds while reading is the peer's.
      if (!(error instanceof WireError) || error.code === 'BAD_ARGUMENT') throw error;
      this.end();
      effects.events.push({ type: 'refused', error });
    }
    return effects;
  }

  /** Passes bytes on in both directions until nothing moves any more. */
  #move(effects: PortEffects, nowMs: number): void {
    while (!this.#isOver && (this.#moveIn(effects, nowMs) || this.#moveOut(effects, nowMs)));
    if (this.#unreadBytes >= FULL_BYTES) this.#isFull = true;
    else if (this.#unreadBytes <= ROOM_BYTES) this.#isFull = false;
  }

  #moveIn(effects: PortEffects, nowMs: number): boolean {
    let readThrough: bigint | null = null;
    for (let first = this.#unread[0]; first !== undefined; first = this.#unread[0]) {
      const length = first.bytes.length;
      const read = length === 0 ? 0 : (this.#carrier?.read(first.bytes, effects.events) ?? 0);
      this.#unreadBytes -= read;
      if (read < length) {
        first.bytes = first.bytes.subarray(read);
        break;
      }
      readThrough = first.sequence;
      this.#unread.shift();
    }
    if (readThrough === null) return false;
    this.#absorb(this.#channel.committed(readThrough, nowMs), effects, nowMs);
    return true;
  }

  #moveOut(effects: PortEffects, nowMs: number): boolean {
    let hasMoved = false;
    while (this.#carrier !== null && this.#channel.canWrite) {
      const next = this.#carrier.take(effects.events);
      if (next === null) break;
      hasMoved = true;
      if ('bytes' in next) this.#absorb(this.#channel.write(next.bytes, nowMs), effects, nowMs);
      else this.#sendFlag(next.flag, effects, nowMs);
    }
    return hasMoved;
  }

  #sendFlag(flag: number, effects: PortEffects, nowMs: number): void {
    if (flag === Flag.terminateSession && !this.#terms?.endsByFlag) effects.events.push({ type: 'endWanted' });
    else this.#absorb(this.#channel.sendFlag(flag, nowMs), effects, nowMs);
  }

  #absorb({ send, events }: Effects, effects: PortEffects, nowMs: number): void {
    effects.send.push(...send);
    for (const event of events) this.#happened(event, effects, nowMs);
  }

  #happened(event: ChannelEvent, effects: PortEffects, nowMs: number): void {
    switch (event.type) {
      case 'started':
        effects.events.push(this.#start(event, nowMs));
        break;
      case 'output':
        // A port session has one stream of bytes; errors have no place in it.
        this.#received(event.sequence, event.stream === 'out' ? event.bytes : NOTHING);
        break;
      case 'flag':
        this.#received(event.sequence, NOTHING);
        if (event.flag === Flag.connectToPortError) effects.events.push({ type: 'destinationRefused' });
        break;
      case 'advanced':
      case 'exitCode':
        this.#received(event.sequence, NOTHING);
        break;
      case 'flagAccepted':
        this.#carrier?.flagAccepted(event.flag);
        break;
      case 'inputAccepted':
        break;
      case 'closed':
      case 'refused':
        this.end();
        effects.events.push(event);
        break;
      default:
        effects.events.push(event);
    }
  }

  #received(sequence: bigint, bytes: Uint8Array): void {
    this.#unread.push({ sequence, bytes });
    this.#unreadBytes += bytes.length;
  }

  #start({ sessionType, properties: given, agentVersion }: SessionOutline, nowMs: number): PortEvent {
    if (sessionType !== 'Port') throw new WireError('UNEXPECTED_MESSAGE', 'the session carries no port');
    const properties = readPortProperties(given);
    this.#terms = portTerms(properties, agentVersion);
    const { mode, keepsAlive } = this.#terms;
    this.#carrier = mode === 'multiplexed' ? new SmuxSession({ keepsAlive, nowMs }) : new SingleCarrier(mode);
    return { type: 'ready', mode, properties };
  }
}

const NOTHING = new Uint8Array();
