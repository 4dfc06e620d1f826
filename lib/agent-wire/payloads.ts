import { jsonBytes, member, parseObject, textMember, toText } from './json-payload';
import { WireError } from './wire-error';

/** What a stream message carries; 0 is used by every message that is not stream data. */
export const PayloadType = {
  unset: 0,
  output: 1,
  error: 2,
  size: 3,
  parameter: 4,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  encryptionChallengeRequest: 8,
  encryptionChallengeResponse: 9,
  flag: 10,
  standardError: 11,
  exitCode: 12,
} as const;

/** The numbers a flag payload can carry. */
export const Flag = { disconnectToPort: 1, terminateSession: 2, connectToPortError: 3 } as const;

const MAX_SIZE_BYTES = 1024;
const MAX_CLOSED_BYTES = 64 * 1024;
const MAX_CLOSED_OUTPUT_CHARACTERS = 8 * 1024;
const MAX_DIMENSION = 0xffff;

/** A terminal's size in character cells. */
export type TerminalSize = { cols: number; rows: number };

/** Writes a terminal size; both numbers must fit the 16 bits the agent keeps of them. */
export function encodeSize(size: TerminalSize): Uint8Array {
  if (!isDimension(size.cols) || !isDimension(size.rows)) {
    throw new WireError('BAD_ARGUMENT', `cols and rows must be whole numbers from 0 to ${MAX_DIMENSION}`);
  }
  return jsonBytes({ cols: size.cols, rows: size.rows });
}

/** Reads a terminal size; throws a WireError when either number is missing or does not fit 16 bits. */
export function decodeSize(payload: Uint8Array): TerminalSize {
  const size = parseObject(payload, MAX_SIZE_BYTES, 'size');
  const cols = member(size, 'cols');
  const rows = member(size, 'rows');
  if (!isDimension(cols) || !isDimension(rows)) throw new WireError('BAD_PAYLOAD', 'size is out of range');
  return { cols, rows };
}

function isDimension(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_DIMENSION;
}

/** Writes a flag payload: one big-endian 32-bit number. */
export function encodeFlag(flag: number): Uint8Array {
  if (!Number.isInteger(flag) || flag < 0 || flag > 0xffff_ffff)
    throw new WireError('BAD_ARGUMENT', 'flag must fit 32 bits');
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(flag);
  return payload;
}

/** Reads a flag payload, which is exactly four bytes. */
export function decodeFlag(payload: Uint8Array): number {
  if (payload.length !== 4) throw new WireError('BAD_PAYLOAD', 'flag is not four bytes');
  return Buffer.from(payload.buffer, payload.byteOffset, 4).readUInt32BE();
}

/** Writes an exit code as the agent does: `EXIT_CODE: <n>`. */
export function encodeExitCode(code: number): Uint8Array {
  if (!Number.isInteger(code)) throw new WireError('BAD_ARGUMENT', 'exit code must be a whole number');
  return Buffer.from(`EXIT_CODE: ${code}`, 'latin1');
}

/** Reads `EXIT_CODE: <n>`; throws a WireError for anything else. */
export function decodeExitCode(payload: Uint8Array): number {
  const match = payload.length > 64 ? null : /^EXIT_CODE: (-?\d{1,10})\s*$/.exec(toText(payload));
  if (match === null) throw new WireError('BAD_PAYLOAD', 'exit code is not of the form EXIT_CODE: n');
  return Number(match[1]);
}

/** The service's last word on a session. `createdDate` is text, and in the wild not always a date. */
export type ChannelClosed = {
  messageId: string;
  createdDate: string;
  destinationId: string;
  sessionId: string;
  /** Shown to the person when not empty. */
  output: string;
};

/** Writes a channel_closed payload, keys in the service's order. */
export function encodeChannelClosed(closed: ChannelClosed): Uint8Array {
  return jsonBytes({
    MessageId: closed.messageId,
    CreatedDate: closed.createdDate,
    DestinationId: closed.destinationId,
    SessionId: closed.sessionId,
    MessageType: 'channel_closed',
    SchemaVersion: 1,
    Output: closed.output,
  });
}

/** Reads a channel_closed payload; strings that are too long are cut. Throws a WireError when it is not such a JSON object. */
export function decodeChannelClosed(payload: Uint8Array): ChannelClosed {
  const closed = parseObject(payload, MAX_CLOSED_BYTES, 'channel_closed');
  return {
    messageId: textMember(closed, 'MessageId', 64),
    createdDate: textMember(closed, 'CreatedDate', 64),
    destinationId: textMember(closed, 'DestinationId', 512),
    sessionId: textMember(closed, 'SessionId', 128),
    output: textMember(closed, 'Output', MAX_CLOSED_OUTPUT_CHARACTERS),
  };
}

/** The reason in a closing message; a session ends also when its last words cannot be read. */
export function closingText(payload: Uint8Array): string {
  try {
    return decodeChannelClosed(payload).output;
  } catch (error) {
    if (error instanceof WireError) return '';
    throw error;
  }
}
