import type { Source, Viewer } from './viewer';

/** A terminal that another process carries, or that has ended: viewers see what is durable, as the rows tell. */
export class RemoteScreen implements Source {
  readonly viewers = new Set<Viewer>();
  readonly #read: (offset: number) => Promise<Uint8Array[]>;
  visibleEnd: number;
  readonly tailFrom = Number.POSITIVE_INFINITY;

  constructor(end: number, read: (offset: number) => Promise<Uint8Array[]>) {
    this.visibleEnd = end;
    this.#read = read;
  }

  tail(): null {
    return null;
  }

  read(offset: number): Promise<Uint8Array[]> {
    return this.#read(offset);
  }

  /** The recording has grown to this offset. */
  grown(end: number): void {
    if (end <= this.visibleEnd) return;
    this.visibleEnd = end;
    for (const viewer of this.viewers) viewer.pull();
  }
}
