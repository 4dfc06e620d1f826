import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { maskedFrames } from '../lib/bridge/masked-frames';

/** TLS 1.2 with a key that both ends know, because certificates do nothing for the records, which are what costs. */
const SECRET = { identity: 'bench', psk: randomBytes(32) };
const TLS = { ciphers: 'PSK-AES256-GCM-SHA384', maxVersion: 'TLSv1.2' as const };

/** The agents' end of lines, in TLS as those to AWS are, or bare. */
async function agentsServer(isSecure: boolean): Promise<{ agents: WebSocketServer; url: string }> {
  const server = isSecure ? createSecureServer({ ...TLS, pskCallback: () => SECRET.psk }) : createHttpServer();
  const agents = new WebSocketServer({ server, perMessageDeflate: false });
  agents.on('close', () => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { agents, url: `${isSecure ? 'wss' : 'ws'}://127.0.0.1:${portOf(server)}` };
}

/** An agent's end of a line: says `greeting` when it is spoken to, and pours `data` at once when a message is the first that asks for it. */
export async function pouringAgent(o: {
  greeting: readonly Uint8Array[];
  data: readonly Uint8Array[];
  /** Hears every message. */
  isAsked: (message: Buffer) => boolean;
  isSecure: boolean;
}) {
  const server = await agentsServer(o.isSecure);
  server.agents.on('connection', (agent) => {
    let hasPoured = false;
    agent.on('message', (message: Buffer, isBinary) => {
      if (!isBinary) for (const one of o.greeting) agent.send(one);
      if (!o.isAsked(message) || hasPoured) return;
      hasPoured = true;
      for (const one of o.data) agent.send(one);
    });
  });
  return server;
}

/** An agent's end of a line in TLS that answers each binary message with the next of these. */
export async function answeringAgent(answers: readonly Uint8Array[]) {
  const server = await agentsServer(true);
  server.agents.on('connection', (agent) => {
    let answered = 0;
    agent.on('message', (_message, isBinary) => {
      const answer = answers[answered];
      if (!isBinary || answer === undefined) return;
      answered += 1;
      agent.send(answer);
    });
  });
  return server;
}

/** A client's end of a line, which frames, masks and writes in one piece what is to be sent in one turn of the event loop. */
export async function batchingLine(url: string) {
  // Nothing to be said against a peer that has no certificate: the key is its proof.
  const options = { perMessageDeflate: false, ...TLS, pskCallback: () => SECRET, checkServerIdentity: () => false };
  const socket = new WebSocket(url, options);
  const [[response]] = await Promise.all([once(socket, 'upgrade'), once(socket, 'open')]);
  const raw = response.socket as Socket;
  const waiting: Uint8Array[] = [];
  return {
    socket,
    send(messages: readonly (string | Uint8Array)[]): void {
      for (const message of messages) {
        if (typeof message === 'string') socket.send(message);
        else if (waiting.push(message) === 1) setImmediate(() => raw.write(maskedFrames(waiting.splice(0))));
      }
    },
  };
}

/** Milliseconds until this many bytes have come from a port of this machine. */
export async function download(port: number, byteCount: number): Promise<number> {
  const begun = performance.now();
  const socket = connect(port, '127.0.0.1');
  let left = byteCount;
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (bytes) => {
      left -= bytes.length;
      if (left <= 0) resolve();
    });
  });
  const ms = performance.now() - begun;
  socket.destroy();
  return ms;
}

/** A server on a port of this machine that hands on whoever connects. */
export async function listen(answer: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    answer(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
