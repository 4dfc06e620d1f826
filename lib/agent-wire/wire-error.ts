/** Every way bytes, or the use of this library, can be wrong; closed, so that a door can translate it exhaustively. */
export type WireErrorCode =
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'BAD_HEADER_LENGTH'
  | 'BAD_MESSAGE_TYPE'
  | 'BAD_CREATED_DATE'
  | 'BAD_SEQUENCE'
  | 'BAD_MESSAGE_ID'
  | 'BAD_DIGEST'
  | 'BAD_PAYLOAD'
  | 'BAD_ARGUMENT'
  | 'UNEXPECTED_MESSAGE'
  | 'HANDSHAKE_FAILED'
  | 'NOT_ENCRYPTED'
  | 'DECRYPTION_FAILED'
  | 'NOT_ACKNOWLEDGED'
  | 'PEER_SILENT'
  | 'OUTGOING_FULL'
  | 'SEQUENCE_EXHAUSTED';

/** The only exception of this library: what was wrong and, when it was bytes, in which range of the message (end exclusive). */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;
  readonly from?: number;
  readonly to?: number;

  constructor(code: WireErrorCode, message: string, range?: { from: number; to: number }) {
    super(range === undefined ? message : `${message} (bytes ${range.from} to ${range.to})`);
    this.code = code;
    if (range !== undefined) {
      this.from = range.from;
      this.to = range.to;
    }
  }
}
