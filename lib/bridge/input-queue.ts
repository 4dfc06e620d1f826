import { MAX_INPUT_FRAME_BYTES, MAX_UNACCEPTED_INPUT_BYTES } from '../terminal-wire/messages';

/** Pages whose input counts are remembered; a page forgotten is told to begin anew. */
const MOST_PAGES = 16;

/** A page looks at the bound before it sends a frame, so it may be one frame beyond. */
const MOST_ON_THE_WAY_BYTES = MAX_UNACCEPTED_INPUT_BYTES + MAX_INPUT_FRAME_BYTES;

/** Keys that wait for the agent are joined up to this size: a thousand frames of one byte would cost far more than their bytes. */
const JOINED_BYTES = 1024;

/** What all pages of one terminal may have waiting; an honest one has less than a page's share. */
const MOST_WAITING_BYTES = 1024 * 1024;

/** One loaded page of the operator's browser. */
type Page = {
  /** Input bytes that came, in order and each once. */
  taken: number;
  /** Of those, how many were handed to the agent's channel. */
  accepted: number;
};

/** Where input goes; it is taken only while there is room. */
export type InputSink = {
  /** How many bytes may be written now. */
  room(): number;
  write(bytes: Uint8Array): void;
  /** A page's input was handed on up to this offset. */
  accepted(page: string, offset: number): void;
};

/** Takes each input byte of each page once, in order of arrival, and hands it on as the agent takes it. */
export class InputQueue {
  readonly #sink: InputSink;
  readonly #pages = new Map<string, Page>();
  readonly #waiting: { page: string; bytes: Uint8Array }[] = [];
  #waitingBytes = 0;

  constructor(sink: InputSink) {
    this.#sink = sink;
  }

  /** A page (re)connects, having sent `sent` bytes so far: where its input goes on, and whether what it had in flight is lost. */
  attach(name: string, sent: number): { input: number; isReset: boolean } {
    const known = this.#pages.get(name);
    if (known) {
      this.#pages.delete(name);
      this.#pages.set(name, known);
      return { input: known.taken, isReset: false };
    }
    // The new page's place is last, so the one forgotten is the one longest not seen.
    for (const [oldest, page] of this.#pages) {
      if (this.#pages.size < MOST_PAGES) break;
      if (page.accepted === page.taken) this.#pages.delete(oldest);
      else break;
    }
    this.#pages.set(name, { taken: sent, accepted: sent });
    return { input: sent, isReset: sent > 0 };
  }

  /** Input of a page at an offset. What it has brought before is dropped; false for a gap, or for more than may be on its way. */
  take(name: string, offset: number, bytes: Uint8Array): boolean {
    const page = this.#pages.get(name);
    if (!page || offset > page.taken) return false;
    const fresh = bytes.subarray(Math.min(bytes.length, page.taken - offset));
    if (fresh.length === 0) return true;
    if (page.taken + fresh.length - page.accepted > MOST_ON_THE_WAY_BYTES) return false;
    if (this.#waitingBytes + fresh.length > MOST_WAITING_BYTES) return false;
    page.taken += fresh.length;
    this.#waitingBytes += fresh.length;
    const last = this.#waiting.at(-1);
    if (last?.page === name && last.bytes.length + fresh.length <= JOINED_BYTES) {
      last.bytes = Buffer.concat([last.bytes, fresh]);
    } else this.#waiting.push({ page: name, bytes: fresh });
    this.drain();
    return true;
  }

  /** Hands on what there is room for. */
  drain(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const room = this.#sink.room();
      if (room <= 0) return;
      const bytes = next.bytes.length <= room ? next.bytes : next.bytes.subarray(0, room);
      if (bytes.length === next.bytes.length) this.#waiting.shift();
      else next.bytes = next.bytes.subarray(bytes.length);
      this.#waitingBytes -= bytes.length;
      this.#sink.write(bytes);
      const page = this.#pages.get(next.page);
      if (!page) continue;
      page.accepted += bytes.length;
      this.#sink.accepted(next.page, page.accepted);
    }
  }
}
