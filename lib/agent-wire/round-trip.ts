const CLOCK_GRANULARITY_MS = 10;
const MAX_TIMEOUT_MS = 1000;
/** A clock set forward must not poison the average for longer than a minute's worth. */
const MAX_SAMPLE_MS = 60_000;

/**
 * When to give up waiting for an acknowledgement: smoothed round trip and variation, with the reference programs' constants, and
 * like them without a minimum, without back-off, and also fed by messages that were sent twice.
 */
export class RoundTrip {
  #smoothedMs = 100;
  #variationMs = 0;
  #timeoutMs = 200;

  /** Milliseconds after which an unacknowledged message counts as lost. */
  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  /** Takes in the time between the last sending of a message and its acknowledgement. */
  sample(elapsedMs: number): void {
    const rttMs = Math.min(Math.max(elapsedMs, 0), MAX_SAMPLE_MS);
    // The order matters: the variation is measured against the average before this sample.
    this.#variationMs = 0.75 * this.#variationMs + 0.25 * Math.abs(this.#smoothedMs - rttMs);
    this.#smoothedMs = 0.875 * this.#smoothedMs + 0.125 * rttMs;
    this.#timeoutMs = Math.min(
      MAX_TIMEOUT_MS,
      this.#smoothedMs + Math.max(CLOCK_GRANULARITY_MS, 4 * this.#variationMs),
    );
  }
}
