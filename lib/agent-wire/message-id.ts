import { WireError } from './wire-error';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Where the two digits of each byte stand in the text. */
const DIGITS_AT = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/** The value of one hexadecimal digit in either case, given as a character code. */
function nibble(code: number): number {
  return (code & 15) + (code >> 6) * 9;
}

/** Writes a UUID as 16 bytes at `offset`, its last eight bytes first: the protocol swaps the halves and keeps the order inside each. */
export function writeMessageId(target: Buffer, offset: number, id: string): void {
  requireMessageId(id, 'messageId');
  // By hand, because each acknowledgement writes one and the text codecs cost several times as much.
  for (const [place, at] of DIGITS_AT.entries()) {
    target[offset + ((place + 8) & 15)] = (nibble(id.charCodeAt(at)) << 4) | nibble(id.charCodeAt(at + 1));
  }
}

/** Refuses what is not a UUID of 36 characters; `field` names it in the error. */
export function requireMessageId(id: string, field: string): string {
  if (!UUID.test(id)) throw new WireError('BAD_MESSAGE_ID', `${field} must be a UUID`);
  return id;
}

/** Reads the 16 bytes at `offset` as a lower-case UUID, undoing the swapped halves. */
export function readMessageId(source: Buffer, offset: number): string {
  const hex = source.toString('hex', offset, offset + 16);
  return `${hex.slice(16, 24)}-${hex.slice(24, 28)}-${hex.slice(28)}-${hex.slice(0, 4)}-${hex.slice(4, 16)}`;
}
