type Entry = { atMs: number; order: number; run: (nowMs: number) => void };

/** Things that will happen, taken out in the order of their time, and of their making when the times are equal. */
export class Timeline {
  readonly #entries: Entry[] = [];
  #made = 0;

  get nextAtMs(): number | null {
    return this.#entries[0]?.atMs ?? null;
  }

  add(atMs: number, run: (nowMs: number) => void): void {
    const entry = { atMs, order: this.#made++, run };
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#entries[middle];
      if (other !== undefined && other.atMs <= atMs) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, entry);
  }

  runNext(): void {
    const entry = this.#entries.shift();
    entry?.run(entry.atMs);
  }
}
