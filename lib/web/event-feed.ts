import 'server-only';

/** Lines that may wait for one reader; beyond that it is only remembered that something changed. */
const MOST_WAITING = 16;
/** Beats in a row for which there was no room before the line is closed; a browser comes back by itself. */
const MOST_UNREAD_BEATS = 4;

/**
 * Server-sent events for one reader who may stop reading at any time: at most sixteen lines wait, everything after them becomes one
 * `everything` once there is room again, and a reader without room for four beats in a row is let go.
 */
export class EventFeed {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #encoder = new TextEncoder();
  readonly #whenClosed: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #hasMissed = false;
  #unreadBeats = 0;

  constructor(whenClosed: () => void) {
    this.#whenClosed = whenClosed;
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#taken(),
        cancel: () => this.close(),
      },
      { highWaterMark: MOST_WAITING },
    );
  }

  get isClosed(): boolean {
    return this.#controller === null;
  }

  /** Names what changed. */
  say(what: string): void {
    if (!this.#send(`data: ${what}`)) this.#hasMissed = true;
  }

  /** Something that browsers pass over, so that neither end takes the other for gone. Call it every few seconds. */
  beat(): void {
    if (this.#send(': still here')) return;
    this.#unreadBeats += 1;
    if (this.#unreadBeats >= MOST_UNREAD_BEATS) this.close();
  }

  /** Ends the stream, once; what waits is still handed out. */
  close(): void {
    const controller = this.#controller;
    if (controller === null) return;
    this.#controller = null;
    try {
      controller.close();
    } catch {
      // The reader has left already.
    }
    this.#whenClosed();
  }

  /** The reader has taken a line. */
  #taken(): void {
    this.#unreadBeats = 0;
    if (!this.#hasMissed) return;
    this.#hasMissed = false;
    this.say('everything');
  }

  /** False when there is no room. */
  #send(line: string): boolean {
    if (this.#controller === null) return true;
    if ((this.#controller.desiredSize ?? 0) <= 0) return false;
    this.#controller.enqueue(this.#encoder.encode(`${line}\n\n`));
    return true;
  }
}
