import { connect, type Socket } from 'node:net';
import { Flag } from '../index';
import { ReferenceAgent } from './reference-agent';
import { seeded } from './seeded';
import { SmuxServer } from './smux-server';

const CHUNK_BYTES = 1024;
const FRAME_BYTES = 32_768;

/** An agent whose port sessions reach a real port of this machine; what it has to say goes to `say`. */
export class TcpAgent {
  readonly agent: ReferenceAgent;
  readonly sockets = new Map<number, Socket>();
  readonly #port: number;
  readonly #say: (messages: Uint8Array[]) => void;
  readonly #smux: SmuxServer | null;

  constructor(o: { port: number; mode: 'basic' | 'multiplexed'; say: (messages: Uint8Array[]) => void }) {
    this.#port = o.port;
    this.#say = o.say;
    this.#smux =
      o.mode === 'basic'
        ? null
        : new SmuxServer({
            opened: (id) => this.#dial(id),
            pushed: (id, bytes) => this.sockets.get(id)?.write(bytes),
            closed: (id) => this.sockets.get(id)?.end(),
          });
    this.agent = new ReferenceAgent({
      newId: seeded(2).uuid,
      handshake: {
        sessionType: 'Port',
        properties: { portNumber: String(o.port), type: 'LocalPortForwarding' },
        agentVersion: o.mode === 'basic' ? '3.0.196.0' : '3.3.1142.0',
      },
      heard: (payload) => {
        if (this.#smux) this.#smux.receive(payload);
        else (this.sockets.get(0) ?? this.#dial(0)).write(payload);
      },
      flagged: (flag) => {
        if (flag === Flag.disconnectToPort) this.sockets.get(0)?.end();
        this.sockets.delete(0);
      },
    });
  }

  receive(message: Uint8Array): void {
    this.#say(this.agent.receive(message, Date.now()));
  }

  tick(): void {
    this.#say(this.agent.tick(Date.now()));
  }

  close(): void {
    for (const socket of this.sockets.values()) socket.destroy();
  }

  #dial(id: number): Socket {
    const socket = connect(this.#port, '127.0.0.1');
    this.sockets.set(id, socket);
    socket.on('data', (bytes) => {
      if (this.#smux === null) this.#print(bytes);
      for (let at = 0; this.#smux !== null && at < bytes.length; at += FRAME_BYTES) {
        this.#print(this.#smux.push(id, bytes.subarray(at, at + FRAME_BYTES)));
      }
    });
    socket.on('error', () => this.#say(this.#smux ? this.agent.sendFlag(Flag.connectToPortError, Date.now()) : []));
    socket.on('close', () => {
      if (this.#smux) this.#print(this.#smux.close(id));
    });
    return socket;
  }

  #print(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      this.#say(this.agent.print(bytes.subarray(at, at + CHUNK_BYTES), Date.now()));
    }
  }
}
