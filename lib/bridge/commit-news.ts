import type { Log } from '../log';
import type { Track } from './track';

/**
 * Tells terminals what of theirs is durable, a turn later and all together: they answer with an acknowledgement for each message, and the
 * next statement need not wait for those.
 */
export class CommitNews {
  readonly #log: Log;
  #news: { track: Track; endOffset: number; nextIncoming: bigint }[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  /** A track is durable up to here; nobody is told of one that is closed by then. */
  say(track: Track, endOffset: number, nextIncoming: bigint): void {
    this.#news.push({ track, endOffset, nextIncoming });
    if (this.#news.length === 1) setImmediate(() => this.#tellAll());
  }

  #tellAll(): void {
    const all = this.#news;
    this.#news = [];
    for (const { track, endOffset, nextIncoming } of all) {
      if (track.isClosed) continue;
      try {
        track.tell(true);
        track.owner.committed(endOffset, nextIncoming);
      } catch (error) {
        this.#log.error({ err: error, terminal: track.owner.terminalId }, 'a terminal could not go on after a commit');
      }
      if (track.isDurable) track.release();
    }
  }
}
