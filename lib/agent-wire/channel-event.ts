import type { DataKeyRequest, SessionOutline } from './client-handshake';
import type { WireError } from './wire-error';

/** What a channel tells its owner. `bytes` are views into what was received: use or copy them before giving the buffer away. */
export type ChannelEvent =
  /** The session type is known; sizes and input go out from here on. */
  | ({ type: 'started' } & SessionOutline)
  /** Screen bytes, in order. To be made durable, then reported with `committed`. */
  | { type: 'output'; sequence: bigint; stream: 'out' | 'err'; bytes: Uint8Array }
  /** A message without screen bytes was consumed; it too wants committing. */
  | { type: 'advanced'; sequence: bigint }
  /** The command has ended with this code; wants committing. */
  | { type: 'exitCode'; code: number; sequence: bigint }
  /** A flag of a port session; wants committing. */
  | { type: 'flag'; flag: number; sequence: bigint }
  /** Words of the agent for the person, to be shown as text; committed with the message they came in. */
  | { type: 'message'; text: string; sequence: bigint }
  /** Input bytes, counted from this channel's beginning, that the agent has acknowledged without a gap; also said when there is room again. */
  | { type: 'inputAccepted'; totalBytes: number }
  /** The agent has acknowledged a flag of ours, and everything before it. */
  | { type: 'flagAccepted'; flag: number }
  /** The service says the agent has left the line, or is back: in between nothing but acknowledgements is sent. */
  | { type: 'paused' }
  | { type: 'resumed' }
  /** The session is over; `output` is the service's reason, often empty. */
  | { type: 'closed'; output: string }
  /** The agent wants the session encrypted: to be answered with `takeDataKey` or `refuseDataKey`. */
  | ({ type: 'dataKeyWanted' } & DataKeyRequest)
  /** The peer broke the protocol, is gone, or the handshake failed: the terminal must end. */
  | { type: 'refused'; error: WireError };

/** What one call wants done: messages to send in this order (text or binary), and what has happened. */
export type Effects = { send: (string | Uint8Array)[]; events: ChannelEvent[] };
