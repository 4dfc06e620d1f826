const ESCAPE_RED = Buffer.from('\x1b[31m');
const ESCAPE_PLAIN = Buffer.from('\x1b[39m');
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The output of a command that runs without a terminal, as a terminal would show it: lines begin at the left, and what it says of its
 * errors is red. What is shown is what is recorded. One that another process began may stand in either colour.
 */
export class CommandOutput {
  #stream: 'out' | 'err' | 'unknown';
  #lastByte = 0;

  constructor({ isAdopted }: { isAdopted: boolean }) {
    this.#stream = isAdopted ? 'unknown' : 'out';
  }

  /** Bytes for the screen of what came on one of the two streams. */
  take(stream: 'out' | 'err', bytes: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = [];
    if (stream !== this.#stream) parts.push(stream === 'err' ? ESCAPE_RED : ESCAPE_PLAIN);
    this.#stream = stream;
    let from = 0;
    for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) {
      const before = at === 0 ? this.#lastByte : bytes[at - 1];
      if (before === CARRIAGE_RETURN) continue;
      parts.push(bytes.subarray(from, at), Buffer.of(CARRIAGE_RETURN));
      from = at;
    }
    parts.push(bytes.subarray(from));
    this.#lastByte = bytes.at(-1) ?? this.#lastByte;
    return parts.length === 1 ? bytes : Buffer.concat(parts);
  }

  /** The command has ended: whatever is shown after it has no colour of its. */
  end(): Uint8Array {
    return this.#stream === 'out' ? new Uint8Array() : this.take('out', new Uint8Array());
  }
}
