/** Does work for whatever was named since it last began: at once when idle, else for all that came meanwhile together. */
export class Gathering<Item> {
  readonly #work: (items: Item[]) => Promise<void>;
  readonly #failed: (error: unknown) => void;
  readonly #named = new Set<Item>();
  #isWorking = false;

  constructor(work: (items: Item[]) => Promise<void>, failed: (error: unknown) => void) {
    this.#work = work;
    this.#failed = failed;
  }

  add(item: Item): void {
    this.#named.add(item);
    if (!this.#isWorking) void this.#go();
  }

  async #go(): Promise<void> {
    this.#isWorking = true;
    while (this.#named.size > 0) {
      const items = [...this.#named];
      this.#named.clear();
      try {
        await this.#work(items);
      } catch (error) {
        this.#failed(error);
      }
    }
    // In the same step as the look that found nothing: what is named after it begins anew.
    this.#isWorking = false;
  }
}
