import { WireError } from '../wire-error';

/** Received bytes that all streams of a session together may hold; at this number nothing more is read, as in the reference programs. */
export const RECEIVE_BUDGET_BYTES = 4 * 1024 * 1024;
/** Pieces that they may hold them in: a peer that sends single bytes would otherwise cost a hundred times what it sends. */
export const RECEIVE_BUDGET_PIECES = 16_384;

/** What the streams of one session were handed and have not reported as consumed. */
export class ReceiveBudget {
  bytes = 0;
  pieces = 0;

  /** False while nothing more should be read. */
  get hasRoom(): boolean {
    return this.bytes < RECEIVE_BUDGET_BYTES && this.pieces < RECEIVE_BUDGET_PIECES;
  }
}

/** One stream's share of the budget. */
export class Held {
  readonly #budget: ReceiveBudget;
  #bytes = 0;
  #pieces = 0;

  constructor(budget: ReceiveBudget) {
    this.#budget = budget;
  }

  /** The stream is handed a piece. */
  hold(byteCount: number): void {
    this.#bytes += byteCount;
    this.#pieces += 1;
    this.#budget.bytes += byteCount;
    this.#budget.pieces += 1;
  }

  /** It has taken this many bytes; throws a WireError when it was not handed as many. Pieces are free again when it has taken all. */
  take(byteCount: number, stream: number): void {
    if (!(byteCount >= 0 && byteCount <= this.#bytes)) {
      throw new WireError('BAD_ARGUMENT', `stream ${stream} has not been given ${byteCount} bytes`);
    }
    this.#bytes -= byteCount;
    this.#budget.bytes -= byteCount;
    if (this.#bytes === 0) this.#freePieces();
  }

  /** Nobody will take the rest. */
  drop(): void {
    this.#budget.bytes -= this.#bytes;
    this.#bytes = 0;
    this.#freePieces();
  }

  #freePieces(): void {
    this.#budget.pieces -= this.#pieces;
    this.#pieces = 0;
  }
}
