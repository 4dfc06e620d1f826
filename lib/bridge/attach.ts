import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { CLOSE_CODES } from '../terminal-wire/close-codes';
import { MAX_INPUT_FRAME_BYTES } from '../terminal-wire/messages';
import type { Bridge } from './bridge';

/** Where terminal sockets connect. */
export const TERMINAL_PATH = '/ws/terminal';

/** A socket that was told to go and does not answer holds its place for this long. */
const GONE_WITHIN_MS = 5_000;

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Owns the server's `upgrade` event: terminal sockets go to the bridge, what `others` claims (Next's own in development) goes there, and
 * everything else is refused. No upgrade is left without an answer. Returns how to stop owning it.
 */
export function attachBridge(
  server: Server,
  o: {
    bridge: Bridge | null;
    /** The one origin pages of ours have. */
    origin: string;
    /** Take the caller's address from the last entry of X-Forwarded-For. */
    trustProxy: boolean;
    /** Answers true when it has taken the socket. */
    others?: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  },
): () => void {
  // Apart from the call, because the types of ws do not know closeTimeout yet.
  const settings = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_INPUT_FRAME_BYTES,
    closeTimeout: GONE_WITHIN_MS,
  };
  const sockets = new WebSocketServer(settings);
  const handle: UpgradeHandler = (request, socket, head) => {
    // Before anything else: an error without a listener would end the process.
    socket.on('error', () => socket.destroy());
    const bridge = o.bridge;
    // Some clients offer HTTP/2 with every first request (h2c); nothing here speaks anything but WebSocket after an upgrade.
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      refuse(socket, 426);
      return;
    }
    if (pathOf(request) !== TERMINAL_PATH || bridge === null) {
      if (!o.others?.(request, socket, head)) refuse(socket, 404);
      return;
    }
    if (bridge.isDraining) {
      refuse(socket, 503);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const isOurs = request.headers.origin === o.origin;
      if (isOurs) {
        bridge.accept(webSocket, addressOf(request, o.trustProxy));
        return;
      }
      webSocket.on('error', () => undefined);
      webSocket.close(CLOSE_CODES.originRefused.code, 'originRefused');
      bridge.refusedOrigin(addressOf(request, o.trustProxy));
    });
  };
  server.on('upgrade', handle);
  return () => {
    server.off('upgrade', handle);
    sockets.close();
  };
}

const REFUSALS = {
  404: 'Not Found',
  // RFC 9110, 15.5.22: says which protocol would have been understood.
  426: 'Upgrade Required\r\nUpgrade: websocket',
  503: 'Service Unavailable',
} as const;

function refuse(socket: Duplex, status: keyof typeof REFUSALS): void {
  const connection = status === 426 ? 'Upgrade, close' : 'close';
  const head = `HTTP/1.1 ${status} ${REFUSALS[status]}\r\nConnection: ${connection}\r\nContent-Length: 0\r\n\r\n`;
  socket.end(head, () => socket.destroy());
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

/** The caller's address; behind a proxy that is trusted, what that proxy saw, which is the last entry. */
function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = request.headers['x-forwarded-for'];
  const entries = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',');
  const last = entries.at(-1)?.trim();
  return (trustProxy && last ? last : request.socket.remoteAddress) ?? 'unknown';
}
