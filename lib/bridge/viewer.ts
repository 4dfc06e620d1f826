import { encodeBytes, VIEWER_WINDOW_BYTES } from '../terminal-wire/messages';

/** Largest frame made from recorded output. */
const FRAME_BYTES = 64 * 1024;
const RETRY_READ_MS = 500;

/** Output that viewers look at: the recording, and what this process holds beyond it. */
export type Source = {
  /** Viewers may be shown everything before this offset. */
  readonly visibleEnd: number;
  /** From here on output is in memory; before it, in the recording. */
  readonly tailFrom: number;
  /** Output in memory from an offset on, up to some boundary; null when there is none to show. */
  tail(offset: number): Uint8Array | null;
  /** Recorded output from an offset on, one page; may be empty while rows are not visible yet. */
  read(offset: number): Promise<Uint8Array[]>;
};

/**
 * A cursor into a terminal's output. Caught up, it is fed as output comes; behind, it reads at its own pace. It is never further ahead
 * of what its screen has shown than the window, so a viewer that stops reading costs at most that much memory and stalls nobody.
 */
export class Viewer {
  readonly #source: Source;
  readonly #send: (frame: Uint8Array) => void;
  #sent: number;
  #shown: number;
  /** Recorded output that was read and unpacked and had no room: at most one page of it. */
  #unsent: Uint8Array[] = [];
  #unsentFrom = 0;
  #isReading = false;
  #isClosed = false;
  #retry: NodeJS.Timeout | null = null;
  #whenDone: (() => void) | null = null;

  constructor(source: Source, from: number, send: (frame: Uint8Array) => void) {
    this.#source = source;
    this.#send = send;
    this.#sent = from;
    this.#shown = from;
  }

  /** New output as a frame that all viewers are given alike; one that is behind ignores it and reads it later. */
  feed(frame: Uint8Array, offset: number): void {
    if (this.#isClosed || this.#isReading) return;
    if (offset === this.#sent && this.#hasRoom()) {
      this.#sent += frame.length - 8;
      this.#send(frame);
    } else {
      this.pull();
    }
  }

  /** The screen has shown everything before this offset. False when it says more than was sent, or takes something back. */
  shown(offset: number): boolean {
    if (offset > this.#sent || offset < this.#shown) return false;
    this.#shown = offset;
    this.pull();
    return true;
  }

  /** Sends what there is and the window allows. */
  pull(): void {
    if (this.#isReading || this.#isClosed) return;
    this.#showUnsent();
    while (this.#sent >= this.#source.tailFrom && this.#wants()) {
      const bytes = this.#source.tail(this.#sent);
      if (bytes === null) break;
      this.#show(bytes);
    }
    if (this.#sent < this.#source.tailFrom && this.#wants()) void this.#read();
    this.#settle();
  }

  /** Calls back once, when everything there is has been sent. */
  finish(whenDone: () => void): void {
    this.#whenDone = whenDone;
    this.pull();
  }

  close(): void {
    this.#isClosed = true;
    this.#unsent = [];
    if (this.#retry) clearTimeout(this.#retry);
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    let isDelayed = false;
    try {
      const from = this.#sent;
      const parts = await this.#source.read(from);
      if (this.#isClosed) return;
      isDelayed = parts.length === 0;
      this.#unsent = parts;
      this.#unsentFrom = from;
      this.#showUnsent();
    } catch {
      isDelayed = true;
    } finally {
      this.#isReading = false;
    }
    if (this.#isClosed) return;
    if (isDelayed) {
      if (this.#retry) clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.pull(), RETRY_READ_MS);
    } else this.pull();
  }

  /** A viewer's room comes in small steps and chunks are large: what was unpacked for one step is there for the next. */
  #showUnsent(): void {
    for (let part = this.#unsent[0]; part && this.#hasRoom(); part = this.#unsent[0]) {
      this.#show(part.subarray(this.#sent - this.#unsentFrom));
      if (this.#sent < this.#unsentFrom + part.length) return;
      this.#unsentFrom += part.length;
      this.#unsent.shift();
    }
  }

  #show(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length && this.#hasRoom(); from += FRAME_BYTES) {
      const slice = bytes.subarray(from, from + FRAME_BYTES);
      this.#send(encodeBytes(this.#sent, slice));
      this.#sent += slice.length;
    }
  }

  #wants(): boolean {
    return this.#sent < this.#source.visibleEnd && this.#hasRoom();
  }

  #hasRoom(): boolean {
    return this.#sent - this.#shown < VIEWER_WINDOW_BYTES;
  }

  #settle(): void {
    if (this.#isReading || this.#whenDone === null || this.#sent < this.#source.visibleEnd) return;
    const done = this.#whenDone;
    this.#whenDone = null;
    done();
  }
}
