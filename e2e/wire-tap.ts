import { createHash } from 'node:crypto';
import type { Page, WebSocket } from '@playwright/test';
import { decodeBytes, type ToBrowser } from '../lib/terminal-wire/messages';

type Opened = Extract<ToBrowser, { type: 'opened' }>;

/** What the bridge sent to one page, taken from the browser's own network events: every byte with its place, every message. */
export class WireTap {
  readonly messages: ToBrowser[] = [];
  /** Where each socket's output began, in the order the sockets were opened. */
  readonly openings: Opened[] = [];
  readonly #parts: Buffer[] = [];
  #end = 0;
  readonly #listeners: ((message: ToBrowser) => void)[] = [];
  #waiting: { offset: number; resolve: () => void }[] = [];
  /** Bytes that were sent twice or never; the first few, in words. */
  readonly faults: string[] = [];

  constructor(page: Page) {
    page.on('websocket', (socket) => this.#listen(socket));
  }

  /** All output so far, in order, each byte once. */
  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  get length(): number {
    return this.#end;
  }

  get sha256(): string {
    return createHash('sha256').update(this.bytes).digest('hex');
  }

  /** Output from an offset on, as text. */
  textFrom(offset: number): string {
    const begins = this.#end - this.#parts.reduce((sum, part) => sum + part.length, 0);
    return this.bytes.subarray(offset - begins).toString('utf8');
  }

  /** Resolves in the very moment when output has reached an offset. */
  reaches(offset: number): Promise<void> {
    if (this.#end >= offset) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ offset, resolve }));
  }

  /** Resolves with the next message of a kind, or with one that has come already. */
  hears<Type extends ToBrowser['type']>(type: Type): Promise<Extract<ToBrowser, { type: Type }>> {
    const heard = this.last(type);
    if (heard) return Promise.resolve(heard);
    return new Promise((resolve) => {
      this.#listeners.push((message) => {
        if (message.type === type) resolve(message as Extract<ToBrowser, { type: Type }>);
      });
    });
  }

  /** The last message of a kind, or undefined. */
  last<Type extends ToBrowser['type']>(type: Type): Extract<ToBrowser, { type: Type }> | undefined {
    return this.messages.findLast((message): message is Extract<ToBrowser, { type: Type }> => message.type === type);
  }

  /** Forgets everything: the page was loaded anew and begins at its own offset. */
  forget(): void {
    this.#parts.length = 0;
    this.#end = 0;
    this.openings.length = 0;
    this.messages.length = 0;
  }

  #listen(socket: WebSocket): void {
    if (!new URL(socket.url()).pathname.startsWith('/ws/terminal')) return;
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload === 'string') this.#hear(JSON.parse(payload) as ToBrowser);
      else this.#take(payload);
    });
  }

  #hear(message: ToBrowser): void {
    this.messages.push(message);
    for (const listen of this.#listeners) listen(message);
    if (message.type !== 'opened') return;
    if (this.openings.length === 0) this.#end = message.offset;
    else if (message.offset !== this.#end) this.#fault(`taken up at ${message.offset} instead of ${this.#end}`);
    this.openings.push(message);
  }

  #take(frame: Buffer): void {
    const part = decodeBytes(frame);
    if (!part) {
      this.#fault('a frame without an offset');
      return;
    }
    if (part.offset !== this.#end) this.#fault(`bytes from ${part.offset} instead of ${this.#end}`);
    this.#parts.push(Buffer.from(part.bytes));
    this.#end = part.offset + part.bytes.length;
    for (const { offset, resolve } of this.#waiting) if (offset <= this.#end) resolve();
    this.#waiting = this.#waiting.filter(({ offset }) => offset > this.#end);
  }

  #fault(text: string): void {
    if (this.faults.length < 10) this.faults.push(text);
  }
}
