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

const TEMPLATES = new Map(
  [MessageType.output, MessageType.input].map((messageType) => [messageType as string, makeTemplate(messageType)]),
);

/** Writes an acknowledgement of one stream message as a whole frame, without building or printing any object. */
export function encodeAcknowledge(of: Acknowledge & { messageId: string; createdAtMs: number }): Uint8Array {
  const template = TEMPLATES.get(of.acknowledgedMessageType);
  if (template === undefined) throw new WireError('BAD_MESSAGE_TYPE', 'only stream messages are acknowledged');
  const acknowledgedId = requireMessageId(of.acknowledgedMessageId, 'acknowledgedMessageId');
  const tail = `${requireSequence(of.acknowledgedSequence)},"IsSequentialMessage":true}`;

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
