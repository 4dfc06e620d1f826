import { type Logger, pino } from 'pino';

export type Log = Logger;

/** What must never reach a log line, wherever it hangs. Keystrokes and output are not logged at all. */
const REDACTED = [
  'token',
  'tokenValue',
  'ticket',
  'secret',
  'password',
  'authorization',
  'cookie',
  'streamUrl',
  'bytes',
  'payload',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * An error without the members its thrower hung on it: a database puts the row it refused there, output of a screen included, and a
 * client its whole request.
 */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { type: name, message, stack, code, cause: cause === undefined ? undefined : plainError(cause) };
}

/** The structured log of one process, one JSON line an event, secrets cut out. */
export function openLog(level: string, destination?: { write(line: string): void }): Log {
  const options = {
    level,
    base: undefined,
    serializers: { err: plainError },
    redact: { paths: REDACTED, censor: '[cut]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
