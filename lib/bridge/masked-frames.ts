import { randomFillSync } from 'node:crypto';

/** RFC 6455, section 5.2: a whole binary message, masked as a client must; lengths above 125 follow in two bytes, above 65,535 in eight. */
const WHOLE_BINARY = 0x82;
const MASKED = 0x80;
const TWO_BYTES = 126;
const SHORTER_THAN = 0x1_0000;
const MASK_BYTES = 4;

/**
 * Binary messages of a client as WebSocket frames in one piece, each masked with four random bytes of its own. Hundreds of acknowledgements
 * are due with each commit, and framed and written one by one they cost more than everything they acknowledge. Messages are shorter
 * than 64 KiB; throws a RangeError otherwise.
 */
export function maskedFrames(messages: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const message of messages) {
    if (message.length >= SHORTER_THAN) throw new RangeError('a message is too long for a short frame');
    length += headerBytes(message) + message.length;
  }
  const masks = randomFillSync(Buffer.allocUnsafe(MASK_BYTES * messages.length));
  const frames = Buffer.allocUnsafe(length);
  let at = 0;
  let mask = 0;
  for (const message of messages) {
    frames[at] = WHOLE_BINARY;
    if (message.length < TWO_BYTES) frames[at + 1] = MASKED | message.length;
    else {
      frames[at + 1] = MASKED | TWO_BYTES;
      frames.writeUInt16BE(message.length, at + 2);
    }
    at += headerBytes(message);
    frames.set(masks.subarray(mask, mask + MASK_BYTES), at - MASK_BYTES);
    writeMasked(frames, at, message, masks, mask);
    at += message.length;
    mask += MASK_BYTES;
  }
  return frames;
}

function headerBytes(message: Uint8Array): number {
  return (message.length < TWO_BYTES ? 2 : 4) + MASK_BYTES;
}

function writeMasked(target: Buffer, at: number, message: Uint8Array, masks: Buffer, mask: number): void {
  const [a = 0, b = 0, c = 0, d = 0] = [masks[mask], masks[mask + 1], masks[mask + 2], masks[mask + 3]];
  const whole = message.length & ~3;
  for (let n = 0; n < whole; n += 4) {
    target[at + n] = (message[n] ?? 0) ^ a;
    target[at + n + 1] = (message[n + 1] ?? 0) ^ b;
    target[at + n + 2] = (message[n + 2] ?? 0) ^ c;
    target[at + n + 3] = (message[n + 3] ?? 0) ^ d;
  }
  for (let n = whole; n < message.length; n += 1) target[at + n] = (message[n] ?? 0) ^ (masks[mask + (n & 3)] ?? 0);
}
