import { WireError } from '../wire-error';

const VERSION = 1;
/** Version, command, length (16 bits) and stream (32 bits), the numbers little-endian. */
export const SMUX_HEADER_BYTES = 8;
/** The most that either program puts into one frame. */
const MAX_DATA_BYTES = 32_768;

/** The commands of version 1; the window updates of version 2 are never sent and never accepted. */
export const SmuxCommand = { open: 0, close: 1, push: 2, keepAlive: 3 } as const;

/** Writes the header of a frame at `offset`. */
export function writeSmuxHeader(target: Buffer, offset: number, command: number, length: number, stream: number): void {
  target.writeUInt8(VERSION, offset);
  target.writeUInt8(command, offset + 1);
  target.writeUInt16LE(length, offset + 2);
  target.writeUInt32LE(stream, offset + 4);
}

/** One frame without data. */
export function smuxSignal(command: number, stream: number): Uint8Array {
  const frame = Buffer.alloc(SMUX_HEADER_BYTES);
  writeSmuxHeader(frame, 0, command, 0, stream);
  return frame;
}

/** Whom a reader tells what it finds: a frame without data, or a piece of a stream's data. */
export type SmuxListener = {
  signal(command: number, stream: number): void;
  piece(stream: number, bytes: Uint8Array): void;
  /** False to stop reading before the next header or piece. */
  mayGoOn(): boolean;
};

/** Reads frames out of a byte stream that may be cut anywhere, holding nothing but the beginning of a header. */
export class SmuxReader {
  readonly #listener: SmuxListener;
  readonly #header = Buffer.alloc(SMUX_HEADER_BYTES);
  #headerBytes = 0;
  #stream = 0;
  #dataLeft = 0;

  constructor(listener: SmuxListener) {
    this.#listener = listener;
  }

  /** Reads as far as it may and says how many bytes that was; throws a WireError for what is not smux version 1. */
  read(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && this.#listener.mayGoOn()) {
      if (this.#dataLeft > 0) {
        const piece = bytes.subarray(at, at + this.#dataLeft);
        this.#dataLeft -= piece.length;
        at += piece.length;
        this.#listener.piece(this.#stream, piece);
      } else {
        const part = bytes.subarray(at, at + SMUX_HEADER_BYTES - this.#headerBytes);
        this.#header.set(part, this.#headerBytes);
        this.#headerBytes += part.length;
        at += part.length;
        if (this.#headerBytes === SMUX_HEADER_BYTES) this.#readHeader();
      }
    }
    return at;
  }

  #readHeader(): void {
    const command = this.#header.readUInt8(1);
    const length = this.#header.readUInt16LE(2);
    this.#headerBytes = 0;
    if (this.#header.readUInt8(0) !== VERSION) throw new WireError('BAD_PAYLOAD', 'smux frame is not of version 1');
    if (command > SmuxCommand.keepAlive) throw new WireError('BAD_PAYLOAD', `smux command ${command} is unknown`);
    if (length > (command === SmuxCommand.push ? MAX_DATA_BYTES : 0)) {
      throw new WireError('BAD_PAYLOAD', `smux frame of command ${command} has ${length} bytes of data`);
    }
    this.#stream = this.#header.readUInt32LE(4);
    if (command === SmuxCommand.push) this.#dataLeft = length;
    else this.#listener.signal(command, this.#stream);
  }
}
