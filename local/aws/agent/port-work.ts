import type { Socket } from 'node:net';
import { decodeFlag, Flag, PayloadType } from '../../../lib/agent-wire';
import { checkAllowed, type Dial } from './dial';
import { MuxPortWork } from './mux-port-work';
import { compareVersions } from './versions';
import { chunkBytes, type Work, type WorkHost } from './work';

/** Clients of this version and later multiplex local port forwarding. */
const firstMuxClient = '1.1.70';

/** A port session's work, in the mode that the document's type and the client's version ask for. Throws for a host that is forwarded to nobody. */
export function portWork(properties: Readonly<Record<string, string>>, dial: Dial, host: WorkHost): Work {
  const portNumber = Number(properties.portNumber);
  const target = () => dial(properties.host ?? '', portNumber);
  checkAllowed(properties.host ?? '');
  const isForwarding = properties.type === 'LocalPortForwarding';
  if (isForwarding && compareVersions(host.clientVersion, firstMuxClient) >= 0) return new MuxPortWork(target, host);
  return new PortWork(target, isForwarding, host);
}

/** One connection at a time over the bare stream: basic port forwarding, and the standard stream of SSH. */
class PortWork implements Work {
  readonly #dial: () => Socket;
  readonly #isForwarding: boolean;
  readonly #host: WorkHost;
  #socket: Socket | undefined;
  #connected: Promise<void> = Promise.resolve();
  #reading = true;
  #stopped = false;

  constructor(dial: () => Socket, isForwarding: boolean, host: WorkHost) {
    this.#dial = dial;
    this.#isForwarding = isForwarding;
    this.#host = host;
  }

  start(): void {
    this.#open('Unable to connect to specified port: ');
  }

  async receive(payloadType: number, payload: Uint8Array): Promise<void> {
    if (payloadType === PayloadType.flag) this.#flag(payload);
    if (payloadType !== PayloadType.output || this.#stopped) return;
    if (!this.#socket || this.#socket.destroyed) this.#open('');
    await this.#connected;
    const socket = this.#socket;
    if (!socket || socket.destroyed) return;
    // Not acknowledged before the other side has taken it, so that a slow port slows its client.
    if (!socket.write(payload)) await drained(socket);
  }

  setReading(reading: boolean): void {
    this.#reading = reading;
    if (reading) this.#socket?.resume();
    else this.#socket?.pause();
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.destroy();
  }

  #flag(payload: Uint8Array): void {
    const flag = decodeFlag(payload);
    if (flag === Flag.disconnectToPort) this.#socket?.destroy();
    if (flag === Flag.terminateSession) this.#host.end({ status: 'Success', output: '', drain: false });
  }

  #open(failurePrefix: string): void {
    const socket = this.#dial();
    this.#socket = socket;
    let failure: Error | undefined;
    let wasConnected = false;
    this.#connected = new Promise((resolve) => {
      socket.once('connect', () => {
        wasConnected = true;
        resolve();
      });
      socket.once('close', () => resolve());
    });
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('data', (bytes) => {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        this.#host.send(PayloadType.output, bytes.subarray(at, at + chunkBytes));
      }
    });
    socket.once('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
      if (this.#stopped) return;
      if (!wasConnected) {
        this.#host.end({ status: 'Failed', output: `${failurePrefix}${failure?.message ?? 'closed'}`, drain: false });
      } else if (!this.#isForwarding) {
        this.#host.end({ status: failure ? 'Failed' : 'Success', output: failure?.message ?? '', drain: true });
      }
    });
    if (!this.#reading) socket.pause();
  }
}

/** Resolves once a socket has room again or is gone. */
export function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
    if (socket.destroyed) done();
  });
}
