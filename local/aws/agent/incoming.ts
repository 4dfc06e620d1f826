import type { Frame } from '../../../lib/agent-wire';

const maxBuffered = 10_000;

/**
 * Puts the client's messages in order: each is processed once, in sequence, and acknowledged after that; early ones at once, repeated
 * ones again. One that cannot be taken yet (`process` says false) is not acknowledged and counts as not received.
 */
export class Incoming {
  readonly #early = new Map<bigint, Frame>();
  readonly #process: (frame: Frame) => Promise<boolean>;
  readonly #acknowledge: (frame: Frame) => void;
  #expected = 0n;
  #busy = false;

  constructor(process: (frame: Frame) => Promise<boolean>, acknowledge: (frame: Frame) => void) {
    this.#process = process;
    this.#acknowledge = acknowledge;
  }

  receive(frame: Frame): void {
    if (frame.sequenceNumber < this.#expected) {
      this.#acknowledge(frame);
      return;
    }
    if (frame.sequenceNumber > this.#expected || this.#busy) {
      // The one being processed is acknowledged when it is done, so its repetition says nothing.
      if (frame.sequenceNumber === this.#expected) return;
      if (!this.#early.has(frame.sequenceNumber)) {
        if (this.#early.size >= maxBuffered) return;
        this.#early.set(frame.sequenceNumber, frame);
      }
      this.#acknowledge(frame);
      return;
    }
    void this.#take(frame);
  }

  async #take(first: Frame): Promise<void> {
    this.#busy = true;
    let frame: Frame | undefined = first;
    while (frame && (await this.#process(frame))) {
      if (frame === first) this.#acknowledge(frame);
      this.#early.delete(this.#expected);
      this.#expected += 1n;
      frame = this.#early.get(this.#expected);
    }
    this.#busy = false;
  }
}
