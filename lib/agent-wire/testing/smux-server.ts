/** One connection as the server end sees it. */
export type ServerStream = { received: Buffer[]; isClosedByClient: boolean; isClosedHere: boolean };

/** What may be done about what the client says. */
type Told = {
  opened?: (id: number) => void;
  pushed?: (id: number, bytes: Buffer) => void;
  closed?: (id: number) => void;
};

/**
 * The agent's end of a smux session, written apart from the library's and in the plainest way: all bytes are kept, and whole frames are
 * cut from their front.
 */
export class SmuxServer {
  readonly streams = new Map<number, ServerStream>();
  readonly opened: number[] = [];
  keepAlives = 0;
  readonly #told: Told;
  #bytes = Buffer.alloc(0);

  constructor(told: Told = {}) {
    this.#told = told;
  }

  receive(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    while (this.#bytes.length >= 8) {
      const [version, command, low = 0, high = 0] = this.#bytes;
      const length = low + 256 * high;
      const id = [...this.#bytes.subarray(4, 8)].reduceRight((sum, byte) => sum * 256 + byte, 0);
      if (version !== 1 || length > 32_768)
        throw new Error(`not a frame: ${this.#bytes.subarray(0, 8).toString('hex')}`);
      if (this.#bytes.length < 8 + length) return;
      this.#frame(command ?? -1, id, this.#bytes.subarray(8, 8 + length));
      this.#bytes = this.#bytes.subarray(8 + length);
    }
  }

  /** A frame of data for the client. */
  push(id: number, bytes: Uint8Array): Buffer {
    return Buffer.concat([header(2, id, bytes.length), bytes]);
  }

  /** The end of a stream for the client; each side says it once. */
  close(id: number): Buffer {
    const stream = this.streams.get(id);
    if (stream === undefined || stream.isClosedHere) throw new Error(`stream ${id} cannot be closed`);
    stream.isClosedHere = true;
    return header(1, id, 0);
  }

  #frame(command: number, id: number, bytes: Buffer): void {
    if (command === 3) {
      if (id !== 0 || bytes.length > 0) throw new Error('a sign of life belongs to no stream');
      this.keepAlives += 1;
      return;
    }
    if (command === 0) {
      const last = this.opened.at(-1) ?? 1;
      if (bytes.length > 0 || id !== last + 2) throw new Error(`stream ${id} was opened after ${last}`);
      this.opened.push(id);
      this.streams.set(id, { received: [], isClosedByClient: false, isClosedHere: false });
      this.#told.opened?.(id);
      return;
    }
    const stream = this.streams.get(id);
    if (stream === undefined || stream.isClosedByClient) throw new Error(`stream ${id} is used while it is not open`);
    if (command === 1 && bytes.length === 0) {
      stream.isClosedByClient = true;
      this.#told.closed?.(id);
    } else if (command === 2) {
      stream.received.push(Buffer.from(bytes));
      this.#told.pushed?.(id, stream.received.at(-1) ?? Buffer.alloc(0));
    } else throw new Error(`command ${command}`);
  }
}

function header(command: number, id: number, length: number): Buffer {
  return Buffer.from([1, command, length & 255, length >> 8, id & 255, (id >> 8) & 255, (id >> 16) & 255, id >>> 24]);
}
