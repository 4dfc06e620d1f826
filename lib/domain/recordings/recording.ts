import type { TerminalId } from '../ids';

/** 0: the bytes as they are. 1: raw deflate. */
export type ChunkCodec = 0 | 1;

/** What the screen showed: bytes [startOffset, startOffset + byteLength), in the order of `ordinal`, never changed afterwards. */
export type Chunk = {
  terminalId: TerminalId;
  ordinal: number;
  startOffset: number;
  byteLength: number;
  at: Date;
  /** Milliseconds since the terminal opened. */
  elapsedMs: number;
  codec: ChunkCodec;
  bytes: Uint8Array;
  /** SHA-256 over the previous chunk's digest, the start offset and the bytes before compression. */
  digest: Uint8Array;
  /** Next agent sequence number expected once this chunk is durable; where a new process goes on. */
  nextIncoming: bigint;
  /** Input messages below this number are known to have been acknowledged by the agent. */
  ackedOutgoing: bigint;
  /** Bytes of input the agent has accepted since the beginning. */
  inputOffset: number;
};

/** Where a recording ends. */
export type RecordingEnd = {
  ordinal: number;
  endOffset: number;
  elapsedMs: number;
  digest: Uint8Array;
  nextIncoming: bigint;
  ackedOutgoing: bigint;
  inputOffset: number;
};

/** Most bytes of output in one chunk, before compression: what one page of reading has to hold in memory. */
export const MAX_CHUNK_BYTES = 512 * 1024;
