import {
  encodeFrame,
  FLAG_FIN,
  FLAG_SYN,
  HEADER_LENGTH,
  MessageType,
  Offset,
  requireSequence,
  writeCreatedAt,
  writeDigest,
} from './frame';
import { parseObject, textMember, toText } from './json-payload';
import { requireMessageId, writeMessageId } from './message-id';
import { WireError } from './wire-error';

const MAX_ACKNOWLEDGE_BYTES = 2048;
const UUID_LENGTH = 36;
const NIL_ID = '00000000-0000-0000-0000-000000000000';

/** A receipt for one stream message. Receivers use the sequence number only; each message is acknowledged by itself. */
export type Acknowledge = {
  acknowledgedMessageType: string;
  acknowledgedMessageId: string;
  acknowledgedSequence: bigint;
};

/** Header and the constant parts of the JSON for one acknowledged type: made once, copied and patched for each acknowledgement. */
function makeTemplate(acknowledgedMessageType: string) {
  const before = `{"AcknowledgedMessageType":"${acknowledgedMessageType}","AcknowledgedMessageId":"`;
  const frame = encodeFrame({
    messageType: MessageType.acknowledge,
    createdAtMs: 1,
    sequenceNumber: 0n,
    flags: FLAG_SYN | FLAG_FIN,
    messageId: NIL_ID,
    payloadType: 0,
    payload: Buffer.from(`${before}${NIL_ID}","AcknowledgedMessageSequenceNumber":`, 'latin1'),
  });
  return { frame, idOffset: Offset.payload + before.length };
}

const OF_INPUT = makeTemplate(MessageType.input);
const TEMPLATES = new Map<string, ReturnType<typeof makeTemplate>>([
  [MessageType.output, makeTemplate(MessageType.output)],
  [MessageType.input, OF_INPUT],
]);
const END = ',"IsSequentialMessage":true}';

/** What a receipt of ours says before its number, with room for the id, and behind it. */
const RECEIPT_OF_INPUT = OF_INPUT.frame.subarray(Offset.payload);
const RECEIPT_ID_AT = OF_INPUT.idOffset - Offset.payload;
const RECEIPT_END = Buffer.from(END, 'latin1');
const ZERO = '0'.charCodeAt(0);
const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);

/** Writes an acknowledgement of one stream message as a whole frame, without building or printing any object. */
export function encodeAcknowledge(of: Acknowledge & { messageId: string; createdAtMs: number }): Uint8Array {
  const template = TEMPLATES.get(of.acknowledgedMessageType);
  if (template === undefined) throw new WireError('BAD_MESSAGE_TYPE', 'only stream messages are acknowledged');
  const acknowledgedId = requireMessageId(of.acknowledgedMessageId, 'acknowledgedMessageId');
  const tail = `${requireSequence(of.acknowledgedSequence)}${END}`;

  const start = template.frame.length;
  const frame = Buffer.allocUnsafe(start + tail.length);
  frame.set(template.frame);
  frame.write(acknowledgedId, template.idOffset, 'latin1');
  frame.write(tail, start, 'latin1');
  frame.writeUInt32BE(frame.length - HEADER_LENGTH - 4, Offset.payloadLength);
  writeCreatedAt(frame, of.createdAtMs);
  writeMessageId(frame, Offset.messageId, of.messageId);
  writeDigest(frame);
  return frame;
}

/**
 * The number that an acknowledgement is a receipt for, which is all that a channel wants of it. One that is written as both reference
 * programs write theirs is not parsed: the digits are read where they stand. Whatever else it is, `decodeAcknowledge` judges.
 */
export function readAcknowledgedSequence(payload: Uint8Array): bigint {
  return sequenceInPlace(payload) ?? decodeAcknowledge(payload).acknowledgedSequence;
}

function sequenceInPlace(payload: Uint8Array): bigint | null {
  const idEnd = RECEIPT_ID_AT + UUID_LENGTH;
  const digitsAt = RECEIPT_OF_INPUT.length;
  const digits = payload.length - RECEIPT_END.length - digitsAt;
  // More digits than these a double does not hold exactly.
  if (digits < 1 || digits > 15 || (digits > 1 && payload[digitsAt] === ZERO)) return null;
  let sequence = 0;
  for (let at = digitsAt; at < digitsAt + digits; at += 1) {
    const digit = (payload[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return null;
    sequence = sequence * 10 + digit;
  }
  for (let at = RECEIPT_ID_AT; at < idEnd; at += 1) {
    if (!isPlainCharacter(payload[at] ?? 0)) return null;
  }
  const isReceipt =
    agree(payload, RECEIPT_OF_INPUT, 0, RECEIPT_ID_AT, 0) &&
    agree(payload, RECEIPT_OF_INPUT, idEnd, digitsAt, 0) &&
    agree(payload, RECEIPT_END, 0, RECEIPT_END.length, digitsAt + digits);
  return isReceipt ? BigInt(sequence) : null;
}

/** Stands for itself in a JSON string. */
function isPlainCharacter(code: number): boolean {
  return code >= 0x20 && code < 0x7f && code !== QUOTE && code !== BACKSLASH;
}

/** Whether the model's bytes from `from` to `to` stand in the payload too, so many bytes further on. */
function agree(payload: Uint8Array, model: Uint8Array, from: number, to: number, further: number): boolean {
  for (let at = from; at < to; at += 1) if (payload[at + further] !== model[at]) return false;
  return true;
}

/** Reads an acknowledge payload, its sequence number exactly also beyond 2^53. */
export function decodeAcknowledge(payload: Uint8Array): Acknowledge {
  const acknowledge = parseObject(payload, MAX_ACKNOWLEDGE_BYTES, 'acknowledge');
  // JSON numbers are doubles here and 64-bit integers at the peer: the digits are taken from the text.
  const digits = /"AcknowledgedMessageSequenceNumber"\s*:\s*(\d{1,19})(?![\d.eE])/i.exec(toText(payload))?.[1];
  if (digits === undefined) throw new WireError('BAD_PAYLOAD', 'acknowledge has no sequence number');
  return {
    acknowledgedMessageType: textMember(acknowledge, 'AcknowledgedMessageType', 32),
    acknowledgedMessageId: textMember(acknowledge, 'AcknowledgedMessageId', UUID_LENGTH),
    acknowledgedSequence: requireSequence(BigInt(digits)),
  };
}
