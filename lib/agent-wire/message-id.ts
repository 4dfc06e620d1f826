import { WireError } from './wire-error';

const UUID_LENGTH = 36;
const DASH = '-'.charCodeAt(0);
const HEX = Buffer.from('0123456789abcdef', 'latin1');

/** Where the two digits of each byte stand in the text. */
const DIGITS_AT = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);

/** The value of a hexadecimal digit in either case, by its character code; everything else has a bit above the lowest four. */
const DIGIT_VALUES = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? 0xff : value;
});
const NO_DIGIT = 0xf0;

// By hand in both directions, because each acknowledgement reads one and writes two: regular expressions and text codecs cost several
// times as much.

function digitAt(id: string, at: number): number {
  return DIGIT_VALUES[id.charCodeAt(at)] ?? NO_DIGIT;
}

function isMessageId(id: string): boolean {
  if (id.length !== UUID_LENGTH) return false;
  let digits = 0;
  for (let place = 0; place < 16; place += 1) {
    const at = DIGITS_AT[place] ?? 0;
    digits |= digitAt(id, at) | digitAt(id, at + 1);
  }
  const hasDashes =
    id.charCodeAt(8) === DASH && id.charCodeAt(13) === DASH && id.charCodeAt(18) === DASH && id.charCodeAt(23) === DASH;
  return hasDashes && (digits & NO_DIGIT) === 0;
}

/** Writes a UUID as 16 bytes at `offset`, its last eight bytes first: the protocol swaps the halves and keeps the order inside each. */
export function writeMessageId(target: Buffer, offset: number, id: string): void {
  requireMessageId(id, 'messageId');
  for (let place = 0; place < 16; place += 1) {
    const at = DIGITS_AT[place] ?? 0;
    target[offset + ((place + 8) & 15)] = (digitAt(id, at) << 4) | digitAt(id, at + 1);
  }
}

/** Refuses what is not a UUID of 36 characters; `field` names it in the error. */
export function requireMessageId(id: string, field: string): string {
  if (!isMessageId(id)) throw new WireError('BAD_MESSAGE_ID', `${field} must be a UUID`);
  return id;
}

const text = Buffer.alloc(UUID_LENGTH, DASH);

/** Reads the 16 bytes at `offset` as a lower-case UUID, undoing the swapped halves. */
export function readMessageId(source: Buffer, offset: number): string {
  for (let place = 0; place < 16; place += 1) {
    const at = DIGITS_AT[place] ?? 0;
    const byte = source[offset + ((place + 8) & 15)] ?? 0;
    text[at] = HEX[byte >> 4] ?? 0;
    text[at + 1] = HEX[byte & 15] ?? 0;
  }
  return text.toString('latin1');
}
