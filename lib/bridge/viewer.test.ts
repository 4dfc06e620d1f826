import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeBytes, VIEWER_WINDOW_BYTES } from '../terminal-wire/messages';
import { type Source, Viewer } from './viewer';

const CHUNK_BYTES = 512 * 1024;
const PAGE_CHUNKS = 2;
const STEP_BYTES = 32 * 1024;

/** A recording of whole chunks, which counts what is read and unpacked from it; `tail` is output in memory beyond it. */
class Recorded implements Source {
  readonly #all: Buffer;
  readBytes = 0;
  reads = 0;
  tailFrom: number;
  visibleEnd: number;

  constructor(all: Buffer, tailFrom = all.length) {
    this.#all = all;
    this.tailFrom = tailFrom;
    this.visibleEnd = all.length;
  }

  tail(offset: number): Uint8Array | null {
    return offset >= this.visibleEnd ? null : this.#all.subarray(offset, this.visibleEnd);
  }

  async read(offset: number): Promise<Uint8Array[]> {
    this.reads += 1;
    const parts: Uint8Array[] = [];
    for (let at = Math.floor(offset / CHUNK_BYTES); parts.length < PAGE_CHUNKS; at += 1) {
      const chunk = this.#all.subarray(at * CHUNK_BYTES, Math.min((at + 1) * CHUNK_BYTES, this.tailFrom));
      if (chunk.length === 0) break;
      this.readBytes += chunk.length;
      parts.push(chunk.subarray(Math.max(0, offset - at * CHUNK_BYTES)));
    }
    return parts;
  }
}

/** A page that shows what it is sent in steps. */
function aPage(source: Source) {
  const sent: Uint8Array[] = [];
  let from = 0;
  let shown = 0;
  const viewer = new Viewer(source, 0, (frame) => {
    const decoded = decodeBytes(frame);
    if (decoded?.offset !== from) throw new Error(`a hole or an overlap at ${decoded?.offset}, expected ${from}`);
    from += decoded.bytes.length;
    sent.push(Uint8Array.from(decoded.bytes));
  });
  return {
    viewer,
    text: () => Buffer.concat(sent),
    underWay: () => from - shown,
    /** Shows everything sent so far, one step after the other, until no more comes. */
    async showAll() {
      for (viewer.pull(); ; ) {
        await new Promise(setImmediate);
        if (shown === from) return;
        shown = Math.min(from, shown + STEP_BYTES);
        expect(viewer.shown(shown)).toBe(true);
      }
    },
  };
}

describe('a viewer that is behind', () => {
  test('gets every byte once, and each chunk is read and unpacked once however small its steps are', async () => {
    const all = randomBytes(8 * CHUNK_BYTES);
    const source = new Recorded(all);
    const page = aPage(source);
    await page.showAll();
    expect(page.text().equals(all)).toBe(true);
    expect(source.readBytes).toBe(all.length);
    expect(source.reads).toBe(8 / PAGE_CHUNKS);
  });

  test('is never sent more than the window beyond what it has shown', async () => {
    const source = new Recorded(randomBytes(4 * CHUNK_BYTES));
    const page = aPage(source);
    page.viewer.pull();
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(page.underWay()).toBeGreaterThanOrEqual(VIEWER_WINDOW_BYTES);
    expect(page.underWay()).toBeLessThan(VIEWER_WINDOW_BYTES + 64 * 1024);
    expect(source.reads).toBe(1);
  });

  test('goes on from memory where the recording ends', async () => {
    const all = randomBytes(3 * CHUNK_BYTES + 1_000);
    const source = new Recorded(all, 2 * CHUNK_BYTES);
    const page = aPage(source);
    await page.showAll();
    expect(page.text().equals(all)).toBe(true);
    expect(source.readBytes).toBe(2 * CHUNK_BYTES);
  });
});
