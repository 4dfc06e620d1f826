/** The reference agent's constants (ssm-protocol 10.1), in milliseconds. */
const resendEveryMs = 100;
const firstTimeoutMs = 200;
const maxTimeoutMs = 1_000;
const granularityMs = 10;

interface Sent {
  sequence: bigint;
  frame: Uint8Array;
  lastSentAt: number;
}

/** Messages on their way to the client: kept until acknowledged, the oldest sent again when its acknowledgement is overdue. */
export class Outgoing {
  readonly #sent: Sent[] = [];
  readonly #send: (frame: Uint8Array) => void;
  readonly #now: () => number;
  #next = 0n;
  #roundTripMs = 100;
  #variationMs = 0;
  #timeoutMs = firstTimeoutMs;
  #timer: NodeJS.Timeout | undefined;
  #holding = false;

  constructor(send: (frame: Uint8Array) => void, now: () => number) {
    this.#send = send;
    this.#now = now;
  }

  get unacknowledged(): number {
    return this.#sent.length;
  }

  /** Sends the next message; `make` is given its sequence number. */
  add(make: (sequence: bigint) => Uint8Array): void {
    const sequence = this.#next++;
    const frame = make(sequence);
    this.#sent.push({ sequence, frame, lastSentAt: this.#now() });
    this.#send(frame);
    this.#timer ??= setInterval(() => this.#resend(), resendEveryMs);
  }

  /** Forgets an acknowledged message and learns from its round trip; one that is not known is ignored. */
  acknowledge(sequence: bigint): void {
    const first = this.#sent[0];
    if (!first) return;
    const index = Number(sequence - first.sequence);
    // Acknowledgements come mostly in order: the message is where it would be without gaps, or a little before.
    const at =
      this.#sent[index]?.sequence === sequence ? index : this.#sent.findIndex((one) => one.sequence === sequence);
    const message = this.#sent[at];
    if (!message) return;
    this.#sent.splice(at, 1);
    const tookMs = this.#now() - message.lastSentAt;
    this.#variationMs = 0.75 * this.#variationMs + 0.25 * Math.abs(this.#roundTripMs - tookMs);
    this.#roundTripMs = 0.875 * this.#roundTripMs + 0.125 * tookMs;
    this.#timeoutMs = Math.min(maxTimeoutMs, this.#roundTripMs + Math.max(granularityMs, 4 * this.#variationMs));
    if (this.#sent.length === 0) this.stop();
  }

  /** While held nothing is sent again. */
  hold(holding: boolean): void {
    this.#holding = holding;
  }

  /** Sends every message again that is not acknowledged, in order. */
  resendAll(): void {
    for (const message of this.#sent) {
      message.lastSentAt = this.#now();
      this.#send(message.frame);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #resend(): void {
    const [head] = this.#sent;
    if (!head || this.#holding || this.#now() - head.lastSentAt <= this.#timeoutMs) return;
    head.lastSentAt = this.#now();
    this.#send(head.frame);
  }
}
