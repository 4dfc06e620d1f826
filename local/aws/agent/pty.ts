import { readSync, writeSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { type IPty, spawn } from '@lydell/node-pty';

const writeRetryMs = 10;
const readBytes = 64 * 1024;
const maxRestReads = 64;

/** What node-pty has on every Unix but does not declare. */
type UnixPty = IPty & { fd: number; _socket: ReadStream };

interface PtyOptions {
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
  /** Resolves once the process has gone and its output has been handed out. */
  readonly ended: Promise<void>;
  readonly #pty: UnixPty;
  readonly #onData: (bytes: Buffer) => void;
  readonly #input: { bytes: Uint8Array; taken: () => void }[] = [];
  #unread: Buffer[] = [];
  #tellEnd: (() => void) | undefined;
  #closed = false;
  #paused = false;

  constructor(options: PtyOptions, onData: (bytes: Buffer) => void, onEnd: (exitCode: number) => void) {
    const { file, args, ...rest } = options;
    let end: () => void = () => undefined;
    this.ended = new Promise((resolve) => {
      end = resolve;
    });
    this.#onData = onData;
    this.#pty = spawn(file, args, { ...rest, encoding: null, name: 'xterm-256color' }) as UnixPty;
    this.pid = this.#pty.pid;
    this.#readOutBeforeDestroy();
    // node-pty declares strings; without an encoding it hands out the bytes themselves.
    this.#pty.onData((bytes) => this.#deliver(bytes as unknown as Buffer));
    this.#pty.onExit(({ exitCode }) => {
      this.#closed = true;
      for (const { taken } of this.#input.splice(0)) taken();
      this.#tellEnd = () => {
        onEnd(exitCode);
        end();
      };
      this.#flush();
    });
  }

  /** True once the process is known to be gone; output may still be waiting. */
  get exited(): boolean {
    return this.#closed;
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    if (!this.#closed) this.#pty._socket.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#flush();
    if (!this.#closed && !this.#paused) this.#pty._socket.resume();
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
    if (!this.#closed && !this.#pty._socket.destroyed && cols > 0 && rows > 0) this.#pty.resize(cols, rows);
  }

  #deliver(bytes: Buffer): void {
    this.#unread.push(bytes);
    this.#flush();
  }

  #flush(): void {
    while (!this.#paused) {
      const bytes = this.#unread.shift();
      if (!bytes) break;
      this.#onData(bytes);
    }
    if (this.#unread.length > 0) return;
    const tellEnd = this.#tellEnd;
    this.#tellEnd = undefined;
    tellEnd?.();
  }

  /** Written through the file descriptor: libuv writes to a terminal's master side in a busy loop while the program does not read. */
  #push(): void {
    for (;;) {
      const [first] = this.#input;
      if (!first || this.#closed) return;
      try {
        if (this.#pty._socket.destroyed) return;
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
   * Takes what is still to be read before the socket is destroyed. libuv calls the other side's hang-up the end of the stream after one
   * short read, with kilobytes left in the kernel, and node-pty destroys the socket 200 ms after the process has gone, read or not.
   */
  #readOutBeforeDestroy(): void {
    const socket = this.#pty._socket;
    const destroy = socket.destroy.bind(socket);
    let readOut = false;
    socket.destroy = (error?: Error) => {
      if (!readOut) {
        readOut = true;
        while (socket.readableLength > 0 && socket.read() !== null);
        // Bounded: somebody in the background may hold the other side open and write for ever.
        for (let reads = 0; reads < maxRestReads; reads++) {
          const rest = readRest(this.#pty.fd);
          if (!rest) break;
          this.#deliver(rest);
        }
      }
      return destroy(error);
    };
  }
}

/** The next bytes that wait in a terminal, or undefined when there are none or its other side has gone. */
function readRest(fd: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafe(readBytes);
  try {
    const length = readSync(fd, bytes);
    return length > 0 ? bytes.subarray(0, length) : undefined;
  } catch {
    return undefined;
  }
}
