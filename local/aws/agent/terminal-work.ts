import { decodeSize, PayloadType, WireError } from '../../../lib/agent-wire';
import { incompleteTail } from './incomplete-tail';
import type { Pty } from './pty';
import { chunkBytes, type Work, type WorkHost } from './work';

interface TerminalOptions {
  /** Starts the command on a terminal; throws when it cannot be started. */
  startCommand(onData: (bytes: Buffer) => void, onEnd: (exitCode: number) => void): Pty;
  killCommand(pty: Pty): void;
  /** Typed into the terminal at the start, as a document's shell profile is. */
  typed: string;
  /** How long the terminal is not read at first. */
  startDelayMs: number;
  /** Upper bound of the output rate; 0 means none. */
  bytesPerSecond: number;
}

/** A command on a terminal: Standard_Stream and InteractiveCommands. */
export class TerminalWork implements Work {
  readonly #options: TerminalOptions;
  readonly #host: WorkHost;
  #pty: Pty | undefined;
  #tail: Buffer = Buffer.alloc(0);
  #reading = false;
  #delayed = true;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TerminalOptions, host: WorkHost) {
    this.#options = options;
    this.#host = host;
  }

  start(): void {
    try {
      this.#pty = this.#options.startCommand(
        (bytes) => this.#output(bytes),
        () => this.#ended(),
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`\n----------ERROR-------\nUnable to start command: Failed to start pty: ${reason}\n`);
    }
    this.#host.onStarted(this.#pty.pid);
    this.#pty.pause();
    this.#delayFor(this.#options.startDelayMs);
    if (this.#options.typed) void this.#pty.write(Buffer.from(`${this.#options.typed}\n`));
  }

  async receive(payloadType: number, payload: Uint8Array): Promise<void> {
    if (payloadType === PayloadType.output) await this.#pty?.write(payload);
    if (payloadType !== PayloadType.size) return;
    try {
      const { cols, rows } = decodeSize(payload);
      this.#pty?.resize(cols, rows);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
  }

  setReading(reading: boolean): void {
    this.#reading = reading;
    this.#readOrWait();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    if (this.#pty) this.#options.killCommand(this.#pty);
  }

  /** Reads the terminal only while its output has somewhere to go, so that the program waits and nothing piles up. */
  #readOrWait(): void {
    // What a killed command had still to say is read and dropped: held back, it would never count as ended.
    if (this.#stopped) return;
    if (this.#reading && !this.#delayed) this.#pty?.resume();
    else this.#pty?.pause();
  }

  #output(bytes: Buffer): void {
    if (this.#stopped) return;
    let rest = this.#tail.length > 0 ? Buffer.concat([this.#tail, bytes]) : bytes;
    while (rest.length > 0) {
      const chunk = rest.subarray(0, chunkBytes);
      const whole = chunk.subarray(0, chunk.length - incompleteTail(chunk));
      if (whole.length === 0) break;
      this.#host.send(PayloadType.output, whole);
      rest = rest.subarray(whole.length);
    }
    this.#tail = Buffer.from(rest);
    const { bytesPerSecond } = this.#options;
    if (bytesPerSecond > 0) this.#delayFor((bytes.length * 1_000) / bytesPerSecond);
    this.#readOrWait();
  }

  #delayFor(ms: number): void {
    this.#delayed = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#delayed = false;
      this.#readOrWait();
    }, ms);
  }

  #ended(): void {
    if (this.#tail.length > 0) this.#host.send(PayloadType.output, this.#tail);
    this.#host.end({ status: 'Success', output: '', drain: true });
  }
}
