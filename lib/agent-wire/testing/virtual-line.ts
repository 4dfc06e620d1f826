import type { Seeded } from './seeded';
import { Timeline } from './timeline';

const START_MS = 1_700_000_000_000;
const PATIENCE_MS = 30 * 60_000;

/** How bad a line is, each way. */
export type Badness = { loss: number; duplication: number; maxDelayMs: number };

/** A machine that time alone moves. */
type Clocked = { nextWakeAtMs: number | null; tick: () => void };

/** Time that passes only when something happens in it, and a line on which messages are lost, doubled, late and overtaken. */
export class VirtualLine {
  readonly #chance: Seeded;
  readonly #badness: Badness;
  readonly #timeline = new Timeline();
  #nowMs = START_MS;

  constructor(chance: Seeded, badness: Badness) {
    this.#chance = chance;
    this.#badness = badness;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** At this many milliseconds from the beginning. */
  at(ms: number, run: () => void): void {
    this.#timeline.add(START_MS + ms, run);
  }

  /** At a moment from now on, and before that many milliseconds are over. */
  after(mostMs: number, run: () => void): void {
    this.#timeline.add(this.#nowMs + this.#chance.between(0, mostMs), run);
  }

  /** One message under way. */
  carry(arrive: () => void): void {
    if (this.#chance.chance(this.#badness.loss)) return;
    const copies = this.#chance.chance(this.#badness.duplication) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.after(this.#badness.maxDelayMs, arrive);
  }

  /** Lets the next thing happen: something planned, or else the wake-up of the first machine that is due. Throws when that takes too long. */
  step(machines: readonly Clocked[]): void {
    const planned = this.#timeline.nextAtMs ?? Number.POSITIVE_INFINITY;
    const wakes = machines.map(({ nextWakeAtMs }) => nextWakeAtMs ?? Number.POSITIVE_INFINITY);
    const next = Math.min(planned, ...wakes);
    if (next > START_MS + PATIENCE_MS) throw new Error(`stood still at ${this.#nowMs - START_MS} ms`);
    this.#nowMs = Math.max(this.#nowMs, next);
    if (next === planned) this.#timeline.runNext();
    else machines[wakes.indexOf(next)]?.tick();
  }
}
