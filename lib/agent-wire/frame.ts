import { hash } from 'node:crypto';
import { readMessageId, writeMessageId } from './message-id';
import { WireError } from './wire-error';

/** The message types of the data and control channels that this library or its users name (the field itself is open). */
export const MessageType = {
  input: 'input_stream_data',
  output: 'output_stream_data',
  acknowledge: 'acknowledge',
  channelClosed: 'channel_closed',
  startPublication: 'start_publication',
  pausePublication: 'pause_publication',
} as const;

/** Set by the agent on its message number 0, and on acknowledgements. */
export const FLAG_SYN = 1n;
/** Set on acknowledgements only; it never ends a stream. */
export const FLAG_FIN = 2n;

/** Byte offsets of the fixed header, all integers big-endian. */
export const Offset = {
  headerLength: 0,
  messageType: 4,
  schemaVersion: 36,
  createdAt: 40,
  sequenceNumber: 48,
  flags: 56,
  messageId: 64,
  payloadDigest: 80,
  payloadType: 112,
  payloadLength: 116,
  payload: 120,
} as const;

/** The header length that is written: the offset of PayloadLength, four bytes short of the payload. */
export const HEADER_LENGTH = 116;
const MESSAGE_TYPE_BYTES = 32;
const MAX_SEQUENCE = 2n ** 63n - 1n;
const MAX_U32 = 0xffff_ffff;
const DEFAULT_MAX_BYTES = 256 * 1024;

/** One message of the data channel. `payload` and `payloadDigest` are views into the bytes that were decoded. */
export type Frame = {
  headerLength: number;
  messageType: string;
  schemaVersion: number;
  /** Milliseconds since the epoch. */
  createdAtMs: number;
  sequenceNumber: bigint;
  flags: bigint;
  /** Lower-case UUID. */
  messageId: string;
  payloadDigest: Uint8Array;
  payloadType: number;
  payload: Uint8Array;
};

/** What a writer chooses beside the payload; the schema version is 1 unless said. */
export type FrameHeader = Omit<Frame, 'headerLength' | 'schemaVersion' | 'payloadDigest' | 'payload'> & {
  schemaVersion?: number;
};

/** What a writer chooses; header length, digest and payload length follow from it. */
export type FrameInput = FrameHeader & { payload: Uint8Array };

/** Lays out one message with its digest; throws a WireError naming the field that does not fit its place. */
export function encodeFrame(input: FrameInput): Uint8Array {
  const frame = layOutFrame(input, input.payload.length);
  frame.set(input.payload, Offset.payload);
  writeDigest(frame);
  return frame;
}

/** As `encodeFrame`, but leaves room for a payload: the writer fills it, and then has `writeDigest` complete the header. */
export function layOutFrame(header: FrameHeader, payloadLength: number): Buffer {
  const frame = Buffer.allocUnsafe(Offset.payload + payloadLength);
  frame.writeUInt32BE(HEADER_LENGTH, Offset.headerLength);
  frame.set(paddedType(header.messageType), Offset.messageType);
  frame.writeUInt32BE(requireU32(header.schemaVersion ?? 1, 'schemaVersion'), Offset.schemaVersion);
  writeCreatedAt(frame, header.createdAtMs);
  frame.writeBigInt64BE(requireSequence(header.sequenceNumber), Offset.sequenceNumber);
  if (BigInt.asUintN(64, header.flags) !== header.flags) {
    throw new WireError('BAD_ARGUMENT', 'flags must fit 64 bits');
  }
  frame.writeBigUInt64BE(header.flags, Offset.flags);
  writeMessageId(frame, Offset.messageId, header.messageId);
  frame.writeUInt32BE(requireU32(header.payloadType, 'payloadType'), Offset.payloadType);
  frame.writeUInt32BE(payloadLength, Offset.payloadLength);
  return frame;
}

/**
 * Reads one message; throws only WireError. The payload starts at header length + 4 and runs to the end, as the reference readers
 * have it: the written payload length is not believed. The digest is checked unless told otherwise.
 */
export function decodeFrame(bytes: Uint8Array, options: { maxBytes?: number; checkDigest?: boolean } = {}): Frame {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  if (bytes.length > maxBytes) {
    throw new WireError('TOO_LONG', `message is longer than ${maxBytes} bytes`, { from: maxBytes, to: bytes.length });
  }
  if (bytes.length < Offset.payload) {
    throw new WireError('TOO_SHORT', 'message is shorter than its header', { from: 0, to: bytes.length });
  }
  const frame = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const messageType = readMessageType(frame);
  // The service's two publication messages carry nothing that is read, and the reference readers accept them whatever they hold.
  const isPublication = messageType === MessageType.startPublication || messageType === MessageType.pausePublication;

  const payload = readPayload(frame, isPublication);
  const payloadDigest = frame.subarray(Offset.payloadDigest, Offset.payloadDigest + 32);
  const mustMatch = (options.checkDigest ?? true) && !isPublication && payload.length > 0;
  if (mustMatch && frame.toString('latin1', Offset.payloadDigest, Offset.payloadDigest + 32) !== digestOf(payload)) {
    throw rangeError('BAD_DIGEST', 'payload does not match its digest', Offset.payloadDigest, 32);
  }
  return {
    headerLength: frame.readUInt32BE(Offset.headerLength),
    messageType,
    schemaVersion: frame.readUInt32BE(Offset.schemaVersion),
    createdAtMs: readCreatedAt(frame, isPublication),
    sequenceNumber: readSequence(frame),
    flags: frame.readBigUInt64BE(Offset.flags),
    messageId: readMessageId(frame, Offset.messageId),
    payloadDigest,
    payloadType: frame.readUInt32BE(Offset.payloadType),
    payload,
  };
}

/** Writes the creation time, refusing what the peer would call unset (zero) or could not read exactly. */
export function writeCreatedAt(frame: Buffer, createdAtMs: number): void {
  if (!Number.isSafeInteger(createdAtMs) || createdAtMs <= 0) {
    throw new WireError('BAD_CREATED_DATE', 'createdAtMs must be a whole, positive number of milliseconds');
  }
  frame.writeUInt32BE(Math.floor(createdAtMs / 2 ** 32), Offset.createdAt);
  frame.writeUInt32BE(createdAtMs % 2 ** 32, Offset.createdAt + 4);
}

/** Puts the SHA-256 of what lies behind the fixed header into its place. */
export function writeDigest(frame: Buffer): void {
  frame.write(digestOf(frame.subarray(Offset.payload)), Offset.payloadDigest, 'latin1');
}

/** SHA-256 with one character for each byte: a string costs half of what a buffer does, and every message has a digest. */
function digestOf(payload: Uint8Array): string {
  return hash('sha256', payload, 'binary');
}

/** Refuses a number that no sequence of this protocol can have (it is a signed 64-bit field and counts from 0). */
export function requireSequence(sequence: bigint): bigint {
  if (sequence < 0n || sequence > MAX_SEQUENCE) throw new WireError('BAD_SEQUENCE', 'sequence number out of range');
  return sequence;
}

/** The types that make up nearly all traffic, as they lie on the wire, so that they are copied and compared and not parsed. */
const FREQUENT_TYPES = [MessageType.output, MessageType.acknowledge, MessageType.input].map((name) => ({
  name,
  padded: Buffer.from(name.padEnd(MESSAGE_TYPE_BYTES, ' '), 'latin1'),
}));

function paddedType(messageType: string): Buffer {
  for (const { name, padded } of FREQUENT_TYPES) if (name === messageType) return padded;
  if (!/^[\x21-\x7e]{1,32}$/.test(messageType)) {
    throw new WireError('BAD_MESSAGE_TYPE', 'messageType must be 1 to 32 printable ASCII characters');
  }
  return Buffer.from(messageType.padEnd(MESSAGE_TYPE_BYTES, ' '), 'latin1');
}

function readMessageType(frame: Buffer): string {
  const end = Offset.messageType + MESSAGE_TYPE_BYTES;
  for (const { name, padded } of FREQUENT_TYPES) {
    if (padded.compare(frame, Offset.messageType, end) === 0) return name;
  }
  // Readers strip NULs at both ends, then white space, in this order.
  let from: number = Offset.messageType;
  let to = end;
  while (from < to && frame[from] === 0) from += 1;
  while (to > from && frame[to - 1] === 0) to -= 1;
  const messageType = frame.toString('latin1', from, to).trim();
  if (!/^[\x21-\x7e]+$/.test(messageType)) {
    throw rangeError(
      'BAD_MESSAGE_TYPE',
      'message type is empty or not printable',
      Offset.messageType,
      MESSAGE_TYPE_BYTES,
    );
  }
  return messageType;
}

function readPayload(frame: Buffer, isPublication: boolean): Uint8Array {
  if (isPublication) return frame.subarray(Offset.payload);
  const headerLength = frame.readUInt32BE(Offset.headerLength);
  if (headerLength < HEADER_LENGTH || headerLength + 4 > frame.length) {
    throw rangeError('BAD_HEADER_LENGTH', 'header length points outside the message', Offset.headerLength, 4);
  }
  return frame.subarray(headerLength + 4);
}

function readCreatedAt(frame: Buffer, mayBeUnset: boolean): number {
  const createdAtMs = frame.readUInt32BE(Offset.createdAt) * 2 ** 32 + frame.readUInt32BE(Offset.createdAt + 4);
  if (!Number.isSafeInteger(createdAtMs) || (createdAtMs === 0 && !mayBeUnset)) {
    throw rangeError('BAD_CREATED_DATE', 'creation date is unset or out of range', Offset.createdAt, 8);
  }
  return createdAtMs;
}

function readSequence(frame: Buffer): bigint {
  const sequence = frame.readBigInt64BE(Offset.sequenceNumber);
  if (sequence < 0n) throw rangeError('BAD_SEQUENCE', 'sequence number is negative', Offset.sequenceNumber, 8);
  return sequence;
}

function requireU32(value: number, field: string): number {
  if (!Number.isInteger(value) || value < 0 || value > MAX_U32) {
    throw new WireError('BAD_ARGUMENT', `${field} must be an unsigned 32-bit number`);
  }
  return value;
}

function rangeError(code: WireError['code'], message: string, from: number, length: number): WireError {
  return new WireError(code, message, { from, to: from + length });
}
