import { writeSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { type IPty, spawn } from '@lydell/node-pty';

/** How long a terminal whose process is gone may stay silent before what holds its other end open is no longer waited for. */
const silenceAfterExitMs = 200;
const writeRetryMs = 10;

/** What node-pty has on every Unix but does not declare. */
type UnixPty = IPty & { fd: number; _socket: ReadStream };

export interface PtyOptions {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  cols: number;
  rows: number;
}

/**
 * A pseudo-terminal that loses nothing: output is all delivered before the end is told, also when reading was paused meanwhile, and
 * input is taken only as fast as the program reads it.
 */
export class Pty {
  readonly pid: number;
  readonly #pty: UnixPty;
  readonly #input: { bytes: Uint8Array; taken: () => void }[] = [];
  #closed = false;
  #exited = false;
  #paused = false;
  #destroyWhenSilent: (() => void) | undefined;

  constructor(options: PtyOptions, onData: (bytes: Buffer) => void, onEnd: (exitCode: number, signal: number) => void) {
    const { file, args, ...rest } = options;
    this.#pty = spawn(file, args, { ...rest, encoding: null, name: 'xterm-256color' }) as UnixPty;
    this.pid = this.#pty.pid;
    this.#keepReadingAfterExit();
    this.#pty.onData((bytes) => {
      // node-pty declares strings; without an encoding it hands out the bytes themselves.
      onData(bytes as unknown as Buffer);
      this.#destroyWhenSilent?.();
    });
    this.#pty.onExit(({ exitCode, signal }) => {
      this.#closed = true;
      for (const { taken } of this.#input.splice(0)) taken();
      onEnd(exitCode, signal ?? 0);
    });
  }

  /** True once the process is known to be gone; output may still be waiting. */
  get exited(): boolean {
    return this.#exited || this.#closed;
  }

  pause(): void {
    this.#paused = true;
    if (!this.#closed) this.#pty._socket.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#closed) return;
    this.#pty._socket.resume();
    this.#destroyWhenSilent?.();
  }

  /** Types bytes in; resolves once the terminal has taken them all, or once it has ended. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#closed || bytes.length === 0) return Promise.resolve();
    return new Promise((taken) => {
      this.#input.push({ bytes, taken });
      if (this.#input.length === 1) this.#push();
    });
  }

  resize(cols: number, rows: number): void {
    if (!this.#closed && cols > 0 && rows > 0) this.#pty.resize(cols, rows);
  }

  /** Written through the file descriptor: libuv writes to a terminal's master side in a busy loop while the program does not read. */
  #push(): void {
    for (;;) {
      const [first] = this.#input;
      if (!first || this.#closed) return;
      try {
        first.bytes = first.bytes.subarray(writeSync(this.#pty.fd, first.bytes));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
          setTimeout(() => this.#push(), writeRetryMs);
          return;
        }
        // EIO: the other end has gone; onExit follows.
        first.bytes = first.bytes.subarray(first.bytes.length);
      }
      if (first.bytes.length > 0) continue;
      this.#input.shift();
      first.taken();
    }
  }

  /**
   * node-pty destroys its socket a fixed 200 ms after the process has gone, unread output included. The end of output shows itself as
   * an error (EIO), which destroys with that error; only the timer's bare call is put off until there is nothing more to read.
   */
  #keepReadingAfterExit(): void {
    const socket = this.#pty._socket;
    const destroy = socket.destroy.bind(socket);
    socket.destroy = (error?: Error) => {
      if (error) return destroy(error);
      this.#exited = true;
      let timer: NodeJS.Timeout | undefined;
      this.#destroyWhenSilent = () => {
        clearTimeout(timer);
        if (!this.#paused) timer = setTimeout(destroy, silenceAfterExitMs);
      };
      this.#destroyWhenSilent();
      return socket;
    };
  }
}
