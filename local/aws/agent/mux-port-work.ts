import type { Socket } from 'node:net';
import { decodeFlag, encodeFlag, Flag, PayloadType } from '../../../lib/agent-wire';
import { encodeSmux, maxFrameBytes, SmuxCommand, type SmuxFrame, SmuxReader } from './smux';
import { compareVersions } from './versions';
import { chunkBytes, type Work, type WorkHost } from './work';

/** Clients later than this send no keep-alives and are expected to send none. */
const lastKeepAliveClient = '1.2.331.0';
const keepAliveEveryMs = 10_000;
const keepAliveWithinMs = 30_000;
/** What the destinations of all streams together may be behind; then the client waits. */
const receiveBudgetBytes = 4 * 1024 * 1024;

/** Many connections over one smux session: local port forwarding. */
export class MuxPortWork implements Work {
  readonly #dial: () => Socket;
  readonly #host: WorkHost;
  readonly #reader = new SmuxReader();
  readonly #streams = new Map<number, Socket>();
  #reading = true;
  #heard = true;
  #room: (() => void) | undefined;
  #timers: NodeJS.Timeout[] = [];

  constructor(dial: () => Socket, host: WorkHost) {
    this.#dial = dial;
    this.#host = host;
  }

  start(): void {
    if (compareVersions(this.#host.clientVersion, lastKeepAliveClient) > 0) return;
    const beat = setInterval(() => this.#say(encodeSmux(SmuxCommand.keepAlive, 0)), keepAliveEveryMs);
    const watch = setInterval(() => {
      if (!this.#heard) this.#host.end({ status: 'Success', output: '', drain: false });
      this.#heard = false;
    }, keepAliveWithinMs);
    this.#timers = [beat, watch];
  }

  async receive(payloadType: number, payload: Uint8Array): Promise<void> {
    if (payloadType === PayloadType.flag && decodeFlag(payload) === Flag.terminateSession) {
      this.#host.end({ status: 'Success', output: '', drain: false });
    }
    if (payloadType !== PayloadType.output) return;
    this.#heard = true;
    try {
      for (const frame of this.#reader.read(payload)) this.#take(frame);
    } catch (error) {
      this.#host.end({
        status: 'Failed',
        output: error instanceof Error ? error.message : String(error),
        drain: false,
      });
    }
    while (this.#behind() > receiveBudgetBytes) await new Promise<void>((room) => (this.#room = room));
  }

  setReading(reading: boolean): void {
    this.#reading = reading;
    for (const socket of this.#streams.values()) {
      if (reading) socket.resume();
      else socket.pause();
    }
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#streams.values()) socket.destroy();
    this.#streams.clear();
    this.#room?.();
  }

  #take({ command, stream, data }: SmuxFrame): void {
    if (command === SmuxCommand.open && !this.#streams.has(stream)) this.#open(stream);
    if (command === SmuxCommand.data) this.#streams.get(stream)?.write(data);
    if (command === SmuxCommand.close) {
      // No half-close: what was written before still goes out, and the answer to it is nobody's any more.
      this.#streams.get(stream)?.destroySoon();
    }
  }

  #open(stream: number): void {
    const socket = this.#dial();
    this.#streams.set(stream, socket);
    let wasConnected = false;
    socket.once('connect', () => {
      wasConnected = true;
    });
    // Told apart by whether it ever connected; how it broke is of no interest to a stream.
    socket.on('error', () => undefined);
    socket.on('drain', () => this.#room?.());
    socket.on('data', (bytes) => {
      for (let at = 0; at < bytes.length; at += maxFrameBytes) {
        this.#say(encodeSmux(SmuxCommand.data, stream, bytes.subarray(at, at + maxFrameBytes)));
      }
    });
    socket.once('close', () => {
      this.#room?.();
      if (!this.#streams.delete(stream)) return;
      if (!wasConnected) this.#host.send(PayloadType.flag, encodeFlag(Flag.connectToPortError));
      this.#say(encodeSmux(SmuxCommand.close, stream));
    });
    if (!this.#reading) socket.pause();
  }

  #behind(): number {
    let bytes = 0;
    for (const socket of this.#streams.values()) bytes += socket.writableLength;
    return bytes;
  }

  #say(frame: Buffer): void {
    for (let at = 0; at < frame.length; at += chunkBytes) {
      this.#host.send(PayloadType.output, frame.subarray(at, at + chunkBytes));
    }
  }
}
