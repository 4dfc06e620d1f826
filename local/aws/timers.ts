/** One-shot timers that all stop together, so that closing leaves nothing behind. */
export class Timers {
  readonly #pending = new Set<NodeJS.Timeout>();

  /** Runs `then` after a delay unless the returned function is called first. */
  after(delayMs: number, then: () => void): () => void {
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      then();
    }, delayMs);
    this.#pending.add(timer);
    return () => {
      clearTimeout(timer);
      this.#pending.delete(timer);
    };
  }

  clear(): void {
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
