import { WireError } from './wire-error';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Writes a UUID as 16 bytes at `offset`, its last eight bytes first: the protocol swaps the halves and keeps the order inside each. */
export function writeMessageId(target: Buffer, offset: number, id: string): void {
  if (!UUID.test(id)) throw new WireError('BAD_MESSAGE_ID', 'messageId must be a UUID');
  target.write(id.slice(19, 23) + id.slice(24), offset, 8, 'hex');
  target.write(id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18), offset + 8, 8, 'hex');
}

/** Reads the 16 bytes at `offset` as a lower-case UUID, undoing the swapped halves. */
export function readMessageId(source: Buffer, offset: number): string {
  const hex = source.toString('hex', offset, offset + 16);
  return `${hex.slice(16, 24)}-${hex.slice(24, 28)}-${hex.slice(28)}-${hex.slice(0, 4)}-${hex.slice(4, 16)}`;
}
