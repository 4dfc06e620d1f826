/** Numbers kept free for sizes and handshakes, and below which the next block is reserved. */
const SPARE = 16n;
/** Kept even from sizes. */
const LAST_FEW = 4n;
/** The channel cuts input into messages of this many bytes. */
const PIECE_BYTES = 1024;

/**
 * The sequence numbers of input messages that this process may use. They are reserved in the row in blocks before use, so that whoever
 * carries the terminal next knows which were certainly never used.
 */
export class InputNumbers {
  readonly #reserve: () => Promise<bigint | null>;
  readonly #refused: () => void;
  readonly #granted: () => void;
  #bound: bigint;
  /** An upper bound of those used so far: some messages are put together on their way. */
  #used: bigint;
  #isReserving = false;

  constructor(o: {
    first: bigint;
    reserved: bigint;
    /** Raises the row's bound and answers it; null when the terminal is somebody else's by now. */
    reserve(): Promise<bigint | null>;
    refused(): void;
    granted(): void;
  }) {
    this.#used = o.first;
    this.#bound = o.reserved;
    this.#reserve = o.reserve;
    this.#refused = o.refused;
    this.#granted = o.granted;
  }

  /** Nothing is under way: this is the first number not used. */
  settle(next: bigint): void {
    this.#used = next;
  }

  /** Bytes of input there are numbers for; asks for more when they run low. */
  room(): number {
    const left = this.#bound - this.#used;
    if (left < SPARE) this.#ask();
    return left > SPARE / 2n ? Number(left - SPARE / 2n) * PIECE_BYTES : 0;
  }

  /** Takes the numbers for this much input, for which there was room. */
  takeFor(bytes: number): void {
    this.#used += BigInt(Math.ceil(bytes / PIECE_BYTES));
  }

  /** Takes one number for a size; false when there is none just now. */
  takeForSize(): boolean {
    const left = this.#bound - this.#used;
    if (left < SPARE) this.#ask();
    if (left < LAST_FEW) return false;
    this.#used += 1n;
    return true;
  }

  #ask(): void {
    if (this.#isReserving) return;
    this.#isReserving = true;
    this.#reserve()
      .then((bound) => {
        this.#isReserving = false;
        if (bound === null) {
          this.#refused();
          return;
        }
        this.#bound = bound;
        this.#granted();
      })
      .catch(() => {
        // Typing goes on with the next key, or when the recorder says that the database is back.
        this.#isReserving = false;
      });
  }
}
