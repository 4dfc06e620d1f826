const SLICE_BYTES = 16 * 1024;
const IN_FLIGHT_BYTES = 64 * 1024;
const MOST_KEPT_BYTES = 8 * 1024 * 1024;

/** What was typed and the bridge has not taken yet, counted from the page's first byte, so that nothing is lost or sent twice for good. */
export class KeptInput {
  readonly #pieces: Uint8Array[] = [];
  #bytes = 0;
  /** Everything before this was taken; what is kept starts here. */
  #base = 0;
  #sent = 0;

  /** Bytes that wait to be taken. */
  get waitingBytes(): number {
    return this.#bytes;
  }

  /** How far the line has been given it. */
  get sent(): number {
    return this.#sent;
  }

  /** Keeps bytes, which must not change afterwards; false when too much waits already. */
  add(bytes: Uint8Array): boolean {
    if (this.#bytes + bytes.length > MOST_KEPT_BYTES) return false;
    if (bytes.length === 0) return true;
    this.#pieces.push(bytes);
    this.#bytes += bytes.length;
    return true;
  }

  /** The next slice to send, counted as sent; null when all is, or when no more may be under way. */
  next(): { offset: number; bytes: Uint8Array } | null {
    const ahead = this.#sent - this.#base;
    if (ahead >= this.#bytes || ahead >= IN_FLIGHT_BYTES) return null;
    const offset = this.#sent;
    const bytes = this.#slice(ahead);
    this.#sent += bytes.length;
    return { offset, bytes };
  }

  /** The bridge has taken everything before this. */
  taken(through: number): void {
    this.#drop(through - this.#base);
    this.#base = through;
  }

  /** A new line begins here: what it may have missed is sent again. */
  resumeAt(offset: number): void {
    this.taken(offset);
    this.#sent = offset;
  }

  /** A new line begins here and what was under way is given up, lest it be typed twice; how many bytes that was. */
  startOver(offset: number): number {
    const underWay = this.#sent - this.#base;
    this.#drop(underWay);
    this.#base = offset;
    this.#sent = offset;
    return underWay;
  }

  #slice(from: number): Uint8Array {
    let skip = from;
    for (const piece of this.#pieces) {
      if (skip < piece.length) return piece.subarray(skip, skip + SLICE_BYTES);
      skip -= piece.length;
    }
    return new Uint8Array(0);
  }

  #drop(count: number): void {
    let left = Math.min(Math.max(0, count), this.#bytes);
    this.#bytes -= left;
    while (left > 0) {
      const piece = this.#pieces[0];
      if (piece === undefined) return;
      if (piece.length > left) {
        this.#pieces[0] = piece.subarray(left);
        return;
      }
      left -= piece.length;
      this.#pieces.shift();
    }
  }
}
