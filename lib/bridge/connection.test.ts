import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { openLog } from '../log';
import { Connection } from './connection';
import type { BridgeContext } from './context';
import { SocketLimits } from './limits';
import type { LiveTerminals } from './live-terminals';

/** A socket on which nothing is sent, with as much unread as a test says. */
class SilentSocket extends EventEmitter {
  bufferedAmount = 0;
  readonly close = vi.fn();
  readonly terminate = vi.fn();
  resume(): void {}
}

function connected() {
  const socket = new SilentSocket();
  const whenGone = vi.fn();
  new Connection({
    socket: socket as unknown as WebSocket,
    address: '203.0.113.9',
    // Nothing is asked of either before a ticket is shown.
    context: { deps: { log: openLog('silent') } } as BridgeContext,
    terminals: {} as LiveTerminals,
    limits: new SocketLimits(),
    whenGone,
  });
  return { socket, whenGone };
}

test('a flood of pings, which answer themselves, ends the socket', () => {
  const { socket, whenGone } = connected();
  for (let n = 0; n < 5_000; n += 1) socket.emit('ping', Buffer.alloc(125));
  expect(socket.close).toHaveBeenCalledExactlyOnceWith(4005, 'tooMany');
  expect(whenGone).toHaveBeenCalledOnce();
});

test('a browser that asks and does not read the answers is cut off', () => {
  const { socket, whenGone } = connected();
  socket.emit('ping', Buffer.alloc(1));
  expect(whenGone).not.toHaveBeenCalled();
  socket.bufferedAmount = 5 * 1024 * 1024;
  socket.emit('ping', Buffer.alloc(1));
  expect(socket.terminate).toHaveBeenCalledOnce();
  expect(whenGone).toHaveBeenCalledOnce();
});
