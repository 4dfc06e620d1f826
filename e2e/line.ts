import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The network between browsers and the product: a plain relay that can be cut and joined again. */
export type Line = {
  port: number;
  /** Where connections lead; needed before the first one. */
  leadTo(port: number): void;
  /** Breaks every connection without a goodbye, and refuses new ones until `join`. */
  cut(): void;
  join(): void;
  close(): Promise<void>;
};

/** Opens the line on a port of 127.0.0.1. */
export async function openLine(): Promise<Line> {
  const sockets = new Set<Socket>();
  let target = 0;
  let isCut = false;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (isCut) return void near.resetAndDestroy();
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port) {
      target = port;
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.resetAndDestroy();
    },
    join() {
      isCut = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
