import 'server-only';
import { randomBytes } from 'node:crypto';
import type { Log } from '../log';

/** What the person is told of a fault of ours: a reference that finds the log line, and nothing else. Next hands `digest` to the page. */
export class Surprise extends Error {
  readonly digest: string;

  constructor(reference: string) {
    super(`something failed; see ${reference} in the log`);
    this.name = 'Surprise';
    this.digest = reference;
  }
}

/** Logs a fault under a fresh reference and gives what may be shown of it. */
export function surprise(log: Log, error: unknown, where: string): Surprise {
  if (error instanceof Surprise) return error;
  const reference = `E-${randomBytes(4).toString('hex')}`;
  log.error({ reference, where, err: error }, 'something unexpected failed');
  return new Surprise(reference);
}
