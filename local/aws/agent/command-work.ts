import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { encodeExitCode, PayloadType } from '../../../lib/agent-wire';
import { chunkBytes, type Work, type WorkHost } from './work';

/** Control characters that are signals to a command without a terminal. */
const signals = new Map<number, NodeJS.Signals>([
  [0x03, 'SIGINT'],
  [0x1c, 'SIGQUIT'],
]);
const newline = 0x0a;
/** What the reference agent lets stand before a line; a longer one would leave a message no room for the line. */
const prefixForm = /^[0-9a-zA-Z\r\n_:-]{0,30}$/;
/** What a command may say before its end without separate streams; the rest is dropped. */
const maxKeptBytes = 16 * 1024 * 1024;

interface CommandOptions {
  /** Starts the command without a terminal and without input; throws when there is no such program. */
  startCommand(): ChildProcess;
  killCommand(child: ChildProcess): void;
  /** Output and errors live and apart, then the exit code; otherwise both together, after the end. */
  separate: boolean;
  outputPrefix: string;
  errorPrefix: string;
  /** How long the reason of a failed start is left standing before the session ends. */
  failureDelayMs: number;
}

/** A command without a terminal: NonInteractiveCommands. */
export class CommandWork implements Work {
  readonly #options: CommandOptions;
  readonly #host: WorkHost;
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CommandOptions, host: WorkHost) {
    this.#options = options;
    this.#host = host;
  }

  start(): void {
    const { outputPrefix, errorPrefix } = this.#options;
    if (!prefixForm.test(outputPrefix)) throw new Error(`stdOutSeparatorPrefix must match ${prefixForm.source}`);
    if (!prefixForm.test(errorPrefix)) throw new Error(`stdErrSeparatorPrefix must match ${prefixForm.source}`);
    try {
      const child = this.#options.startCommand();
      this.#child = child;
      child.once('error', (error) => this.#couldNotStart(error));
      if (child.pid === undefined) return;
      this.#host.onStarted(child.pid);
      child.stdout?.on('data', this.#reader(PayloadType.output, outputPrefix));
      child.stderr?.on('data', this.#reader(PayloadType.standardError, errorPrefix));
      child.once('close', (code, signal) => this.#ended(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    } catch (error) {
      this.#couldNotStart(error);
    }
  }

  async receive(payloadType: number, payload: Uint8Array): Promise<void> {
    if (payloadType !== PayloadType.output) return;
    for (const byte of payload) {
      const signal = signals.get(byte);
      if (signal) this.#signal(signal);
    }
  }

  setReading(reading: boolean): void {
    for (const stream of [this.#child?.stdout, this.#child?.stderr]) {
      if (reading) stream?.resume();
      else stream?.pause();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#child) this.#options.killCommand(this.#child);
  }

  /** Sends what a stream says in pieces; a prefix stands at the beginning and after each piece that ended with its line. */
  #reader(payloadType: number, prefixText: string): (bytes: Buffer) => void {
    if (!this.#options.separate) return (bytes) => this.#keep(bytes);
    const prefix = Buffer.from(prefixText);
    const most = chunkBytes - prefix.length;
    let atStart = true;
    return (bytes) => {
      for (let at = 0; at < bytes.length; at += most) {
        const piece = bytes.subarray(at, at + most);
        this.#host.send(payloadType, atStart ? Buffer.concat([prefix, piece]) : piece);
        atStart = piece.at(-1) === newline;
      }
    };
  }

  /** To its whole group, as a terminal would; started detached, the child leads one. */
  #signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child ?? {};
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Gone this very moment.
    }
  }

  #keep(bytes: Buffer): void {
    const fits = bytes.subarray(0, maxKeptBytes - this.#keptBytes);
    this.#keptBytes += fits.length;
    if (fits.length > 0) this.#kept.push(fits);
  }

  #ended(exitCode: number): void {
    const all = Buffer.concat(this.#kept);
    for (let at = 0; at < all.length; at += chunkBytes) {
      this.#host.send(PayloadType.output, all.subarray(at, at + chunkBytes));
    }
    if (this.#options.separate) this.#host.send(PayloadType.exitCode, encodeExitCode(exitCode));
    this.#host.end({ status: 'Success', output: '', drain: true });
  }

  #couldNotStart(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#host.send(PayloadType.standardError, Buffer.from(`Unable to start command: ${reason}\n`));
    this.#timer = setTimeout(
      () => this.#host.end({ status: 'Failed', output: '', drain: true }),
      this.#options.failureDelayMs,
    );
  }
}
