import { type Marker, markerLabel } from './markers';
import { Utf8Pieces } from './utf8';

/**
 * Writes one recording as asciicast v2: newline-delimited JSON, a header object and then [seconds, code, text] arrays, code "o" for
 * output, "r" for a resize, "m" for a marker. Give chunks and marks in the order of time; every method returns whole lines.
 */
export class Asciicast {
  private readonly pieces = new Utf8Pieces();
  private lastMs = 0;

  /** The first line. `startedAt` is when the terminal opened; the size is the one it opened with. */
  header(of: { cols: number; rows: number; startedAt: Date; title: string }): string {
    const timestamp = Math.floor(of.startedAt.getTime() / 1000);
    const env = { TERM: 'xterm-256color' };
    return line({ version: 2, width: of.cols, height: of.rows, timestamp, title: of.title, env });
  }

  /** Output bytes; a character cut by the chunk's end appears with the next chunk. Empty when nothing is complete yet. */
  output(elapsedMs: number, bytes: Uint8Array): string {
    return this.event(elapsedMs, 'o', this.pieces.push(bytes));
  }

  /** A mark on the time line. */
  mark(mark: Marker): string {
    if (mark.kind === 'resize') return this.event(mark.elapsedMs, 'r', `${mark.fields.cols}x${mark.fields.rows}`);
    return this.event(mark.elapsedMs, 'm', markerLabel(mark) ?? '');
  }

  /** What is left of a character that was never finished; empty when there is nothing. */
  end(): string {
    return this.event(this.lastMs, 'o', this.pieces.end());
  }

  // Players take a step back in time for a fault, so the clock never goes below what was written.
  private event(elapsedMs: number, code: 'o' | 'r' | 'm', text: string): string {
    if (text === '') return '';
    this.lastMs = Math.max(this.lastMs, elapsedMs);
    return line([this.lastMs / 1000, code, text]);
  }
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
