import { type PortEffects, type PortEvent, PortSession } from '../index';
import { T0 } from './channel-stage';
import { ReferenceAgent } from './reference-agent';
import { seeded } from './seeded';
import { SmuxServer } from './smux-server';

const DATA_KEY = Buffer.from(Array.from({ length: 64 }, (_, at) => at * 2 + 1));

export type PortStageOptions = {
  type?: string;
  agentVersion?: string;
  sessionType?: string;
  isEncrypted?: boolean;
};

/** A port session and an agent, joined by a line without delay that hands on what each of them says until both are quiet. */
export class PortStage {
  readonly session: PortSession;
  readonly agent: ReferenceAgent;
  readonly smux = new SmuxServer();
  readonly events: PortEvent[] = [];
  nowMs = T0;
  /** While false nothing reaches the other side. */
  isUp = true;

  constructor(o: PortStageOptions = {}) {
    this.session = new PortSession({
      clientId: 'c0ffee00-0000-4000-8000-000000000001',
      clientVersion: '1.2.677.0',
      newId: seeded(1).uuid,
      ...(o.isEncrypted
        ? { encryption: { sessionId: 'alice-0a1b2c3d4e5f60718', targetId: 'mi-0123456789abcdef0' } }
        : {}),
    });
    const properties = { portNumber: '5432', localPortNumber: '0', type: o.type ?? 'LocalPortForwarding', host: 'db' };
    this.agent = new ReferenceAgent({
      newId: seeded(2).uuid,
      handshake: {
        sessionType: o.sessionType ?? 'Port',
        properties,
        agentVersion: o.agentVersion ?? '3.3.1142.0',
        ...(o.isEncrypted ? { kms: { keyId: 'key-1', decrypt: () => DATA_KEY } } : {}),
      },
      heard: (payload) => {
        if (this.#mode === 'multiplexed') this.smux.receive(payload);
      },
    });
  }

  #mode: string | null = null;

  /** Opens the line and shakes hands. */
  begin(): this {
    this.perform(this.session.open('token', this.nowMs));
    this.say(this.agent.open(this.nowMs));
    return this;
  }

  /** Messages of the agent, and everything that follows from them. */
  say(messages: Uint8Array[]): void {
    for (const message of this.isUp ? messages : []) this.perform(this.session.receive(message, this.nowMs));
  }

  /** The agent's program has sent these bytes; messages have at most 1024. */
  print(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += 1024)
      this.say(this.agent.print(bytes.subarray(at, at + 1024), this.nowMs));
  }

  perform(effects: PortEffects): void {
    for (const event of effects.events) {
      this.events.push(event);
      if (event.type === 'ready') this.#mode = event.mode;
      if (event.type === 'dataKeyWanted') {
        const key = { plaintext: Uint8Array.from(DATA_KEY), ciphertext: Buffer.from('wrapped') };
        this.perform(this.session.takeDataKey(key, this.nowMs));
      }
    }
    for (const message of this.isUp ? effects.send : []) {
      if (typeof message !== 'string') this.say(this.agent.receive(message, this.nowMs));
    }
  }

  open(): number {
    const { stream, effects } = this.session.openStream(this.nowMs);
    this.perform(effects);
    return stream;
  }

  write(stream: number, bytes: Uint8Array | string): void {
    this.perform(this.session.write(stream, Buffer.from(bytes), this.nowMs));
  }

  close(stream: number): void {
    this.perform(this.session.closeStream(stream, this.nowMs));
  }

  consumed(stream: number, byteCount: number): void {
    this.perform(this.session.consumed(stream, byteCount, this.nowMs));
  }

  /** All bytes that were handed on for a stream. */
  received(stream: number): Buffer {
    const pieces = this.events.flatMap((event) =>
      event.type === 'data' && event.stream === stream ? [event.bytes] : [],
    );
    return Buffer.concat(pieces);
  }

  /** The kinds of what has happened but for data, in order. */
  get told(): string[] {
    return this.events.flatMap(({ type }) => (type === 'data' ? [] : [type]));
  }

  /** All input the agent has heard. */
  get heard(): Buffer {
    return Buffer.concat(this.agent.input);
  }
}
