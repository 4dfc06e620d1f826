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

// JSON leaves these as they are, and a terminal that shows a log obeys some and turns the line round for others.
const UNSEEN = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The same JSON with what could steer a terminal or deceive its reader written as escapes. */
function harmless(line: string): string {
  return line.replace(UNSEEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The structured log of one process, one JSON line an event, secrets cut out. */
export function openLog(level: string, destination?: { write(line: string): unknown }): Log {
  const options = {
    level,
    base: undefined,
    serializers: { err: plainError },
    redact: { paths: REDACTED, censor: '[cut]' },
  };
  const out = destination ?? pino.destination({ fd: 1, sync: true });
  return pino(options, { write: (line: string) => out.write(harmless(line)) });
}
