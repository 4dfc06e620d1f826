import type { DataKeyRequest } from '../client-handshake';
import type { WireError } from '../wire-error';
import type { PortMode, PortProperties } from './port-mode';

/** What a port session tells its owner. `bytes` are views into what was received: messages given to it must not be reused. */
export type PortEvent =
  /** Connections can be made from here on; what was waiting for the first one is still there. */
  | { type: 'ready'; mode: PortMode; properties: PortProperties }
  /** Bytes for the local side, in order. To be reported with `consumed` once they are out of our memory. */
  | { type: 'data'; stream: number; bytes: Uint8Array }
  /** The other side has closed this stream: all of it was handed on, and it wants `closeStream`. */
  | { type: 'finished'; stream: number }
  /** A stream that was full takes bytes again. */
  | { type: 'room'; stream: number }
  /** The agent could not reach the destination for one of the streams, which is then finished. */
  | { type: 'destinationRefused' }
  /** This agent cannot be told to end the session: TerminateSession has to. */
  | { type: 'endWanted' }
  | { type: 'message'; text: string; sequence: bigint }
  | { type: 'paused' }
  | { type: 'resumed' }
  | ({ type: 'dataKeyWanted' } & DataKeyRequest)
  /** The session is over; `output` is the service's reason, often empty. */
  | { type: 'closed'; output: string }
  /** The peer broke a protocol, or is gone. */
  | { type: 'refused'; error: WireError };

/** What a port session wants done, in this order: messages to send, and what has happened. */
export type PortEffects = { send: (string | Uint8Array)[]; events: PortEvent[] };

/** Something for the agent: bytes of the stream of bytes, or a flag behind them. */
export type Outbound = { bytes: Uint8Array } | { flag: number };

/** How the connections of one session share its one stream of bytes. Each stream is refused with a WireError when it is not open. */
export interface PortCarrier {
  openStream(): number;
  canWrite(stream: number): boolean;
  /** Queues bytes, which must not be changed afterwards, or throws OUTGOING_FULL. */
  write(stream: number, bytes: Uint8Array): void;
  /** What was queued still goes out; what comes in from now on is thrown away. */
  closeStream(stream: number): void;
  consumed(stream: number, byteCount: number): void;
  /** Reads what the agent sent, and says how much of it; less than everything means to come again after `consumed` or `openStream`. */
  read(bytes: Uint8Array, events: PortEvent[]): number;
  /** The next thing to send, or null. */
  take(events: PortEvent[]): Outbound | null;
  /** The agent has acted on a flag of ours. */
  flagAccepted(flag: number): void;
  /** When `tick` has to be called next, or null. */
  wakeAtMs(): number | null;
  tick(nowMs: number): void;
  /** The line is there, or lost. */
  line(isUp: boolean, nowMs: number): void;
}

/** Bytes one stream may have waiting to be sent before `canWrite` turns false, and before a write is refused. */
export const STREAM_FULL_BYTES = 64 * 1024;
export const STREAM_MOST_BYTES = 1024 * 1024;
