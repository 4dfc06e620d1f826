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

/** The structured log of one process, one JSON line an event, secrets cut out. */
export function openLog(level: string, destination?: { write(line: string): void }): Log {
  const options = { level, base: undefined, redact: { paths: REDACTED, censor: '[cut]' } };
  return destination ? pino(options, destination) : pino(options);
}
