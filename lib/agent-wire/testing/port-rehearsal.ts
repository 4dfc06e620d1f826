import { type PortEffects, PortSession } from '../index';
import { ReferenceAgent } from './reference-agent';
import { DATA_KEY, KMS, WRAPPED_KEY } from './rehearsal-plan';
import { type Seeded, seeded } from './seeded';
import { SmuxServer } from './smux-server';
import { type Badness, VirtualLine } from './virtual-line';

const MESSAGE_BYTES = 1024;

/** How bad the line is and what happens on it. */
type Plan = Badness & {
  mode: 'standard' | 'basic' | 'multiplexed';
  isEncrypted: boolean;
  /** How long the local side takes to consume what it is given. */
  maxConsumeMs: number;
  connections: number;
  piecesEach: number;
  mostBytes: number;
  cutsAtMs: number[];
};

function plan(chance: Seeded): Plan {
  return {
    mode: (['multiplexed', 'multiplexed', 'basic', 'standard'] as const)[chance.between(0, 3)] ?? 'multiplexed',
    isEncrypted: chance.chance(0.5),
    loss: chance.next() * 0.2,
    duplication: chance.next() * 0.2,
    maxDelayMs: chance.between(0, 200),
    maxConsumeMs: chance.between(0, 200),
    connections: chance.between(1, 4),
    piecesEach: chance.between(0, 5),
    mostBytes: chance.chance(0.1) ? 20_000 : 600,
    cutsAtMs: Array.from({ length: chance.between(0, 2) }, () => chance.between(1, 3000)),
  };
}

/** One connection as a person at each end would describe it. */
type Story = { stream: number; sent: Buffer[]; answered: Buffer[]; got: Buffer[]; toSend: number; toAnswer: number };

/**
 * Plays one port session over a bad line in virtual time, with connections that come, talk and go, and throws unless each end of each
 * connection got exactly what the other said.
 */
export function rehearsePort(seed: number, wish: Partial<Plan> = {}): void {
  new PortRehearsal(seed, wish).play();
}

class PortRehearsal {
  readonly #chance: Seeded;
  readonly #plan: Plan;
  readonly #time: VirtualLine;
  readonly #agent: ReferenceAgent;
  readonly #session: PortSession;
  readonly #smux = new SmuxServer();
  readonly #stories: Story[] = [];
  /** What the agent heard outside a multiplexed session. */
  readonly #heard: Buffer[] = [];
  #line = 0;
  #isConnected = false;
  #isReady = false;
  #underWay = 0;
  #begun = 0;

  constructor(seed: number, wish: Partial<Plan>) {
    this.#chance = seeded(seed);
    this.#plan = { ...plan(this.#chance), ...wish };
    this.#time = new VirtualLine(this.#chance, this.#plan);
    const { mode, isEncrypted } = this.#plan;
    this.#agent = new ReferenceAgent({
      newId: this.#chance.uuid,
      handshake: {
        sessionType: 'Port',
        properties: { portNumber: '22', type: mode === 'standard' ? '' : 'LocalPortForwarding' },
        agentVersion: mode === 'basic' ? '3.0.196.0' : '3.3.1142.0',
        ...(isEncrypted ? { kms: KMS } : {}),
      },
      heard: (payload) => {
        if (mode === 'multiplexed') this.#smux.receive(payload);
        else this.#heard.push(Buffer.from(payload));
      },
    });
    this.#session = new PortSession({
      clientId: 'c0ffee00-0000-4000-8000-000000000001',
      clientVersion: '1.2.677.0',
      newId: this.#chance.uuid,
      limits: this.#chance.chance(0.3) ? { maxUncommitted: 2, windowMessages: 2, maxBufferedMessages: 3 } : {},
      ...(isEncrypted ? { encryption: { sessionId: 'alice', targetId: 'mi-0', isRequired: true } } : {}),
    });
  }

  play(): void {
    for (const atMs of this.#plan.cutsAtMs) this.#time.at(atMs, () => this.#cut());
    this.#connect();
    this.#toClient(this.#agent.open(this.#nowMs));
    while (!this.#isDone()) this.#step();
    this.#compare();
  }

  #isDone(): boolean {
    return (
      this.#isReady &&
      this.#isConnected &&
      this.#begun === this.#plan.connections &&
      this.#underWay === 0 &&
      this.#agent.isQuiet &&
      this.#session.nextWakeAtMs === null &&
      this.#stories.every(({ got, answered }) => bytesIn(got) === bytesIn(answered))
    );
  }

  #step(): void {
    const session = this.#session;
    const agent = this.#agent;
    this.#time.step([
      { nextWakeAtMs: session.nextWakeAtMs, tick: () => this.#apply(session.tick(this.#nowMs)) },
      { nextWakeAtMs: agent.nextWakeAtMs, tick: () => this.#toClient(agent.tick(this.#nowMs)) },
    ]);
  }

  get #nowMs(): number {
    return this.#time.nowMs;
  }

  /** Something of the story that has to happen before it is over. */
  #soon(mostMs: number, run: () => void): void {
    this.#underWay += 1;
    this.#time.after(mostMs, () => {
      this.#underWay -= 1;
      run();
    });
  }

  // The connections.

  #begin(): void {
    if (this.#begun === this.#plan.connections) return;
    const { mode, piecesEach } = this.#plan;
    const { stream, effects } = this.#session.openStream(this.#nowMs);
    this.#begun = mode === 'standard' ? this.#plan.connections : this.#begun + 1;
    const story = { stream, sent: [], answered: [], got: [], toSend: piecesEach, toAnswer: piecesEach };
    this.#stories.push(story);
    this.#apply(effects);
    this.#talk(story);
    if (mode === 'multiplexed') this.#soon(300, () => this.#begin());
  }

  #talk(story: Story): void {
    if (story.toSend === 0) {
      this.#soon(300, () => this.#answer(story));
      return;
    }
    this.#soon(200, () => {
      if (this.#session.canWrite(story.stream)) {
        const bytes = Buffer.from(this.#chance.bytes(this.#chance.between(1, this.#plan.mostBytes)));
        story.sent.push(bytes);
        story.toSend -= 1;
        this.#apply(this.#session.write(story.stream, bytes, this.#nowMs));
      }
      this.#talk(story);
    });
  }

  /** The destination answers once it has heard something, or in a multiplexed session once it was dialled. */
  #answer(story: Story): void {
    const isThere =
      this.#plan.mode === 'multiplexed'
        ? this.#smux.streams.has(story.stream)
        : this.#heardAll() || story.sent.length === 0;
    if (!isThere) {
      this.#soon(300, () => this.#answer(story));
      return;
    }
    if (story.toAnswer === 0) {
      this.#soon(300, () => this.#leave(story));
      return;
    }
    const bytes = Buffer.from(this.#chance.bytes(this.#chance.between(1, this.#plan.mostBytes)));
    story.answered.push(bytes);
    story.toAnswer -= 1;
    this.#print(this.#plan.mode === 'multiplexed' ? this.#smux.push(story.stream, bytes) : bytes);
    this.#soon(100, () => this.#answer(story));
  }

  /** A connection ends when its answer has come: what is under way at an end is lost by design. */
  #leave(story: Story): void {
    if (bytesIn(story.got) < bytesIn(story.answered) || !this.#heardAll()) {
      this.#soon(300, () => this.#leave(story));
      return;
    }
    if (this.#plan.mode === 'multiplexed' && this.#chance.chance(0.5)) this.#print(this.#smux.close(story.stream));
    else this.#apply(this.#session.closeStream(story.stream, this.#nowMs));
    if (this.#plan.mode === 'basic') this.#soon(300, () => this.#begin());
  }

  #heardAll(): boolean {
    return (
      this.#plan.mode === 'multiplexed' || bytesIn(this.#heard) === bytesIn(this.#stories.flatMap(({ sent }) => sent))
    );
  }

  #print(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += MESSAGE_BYTES) {
      this.#toClient(this.#agent.print(bytes.subarray(at, at + MESSAGE_BYTES), this.#nowMs));
    }
  }

  // The line.

  #toClient(messages: Uint8Array[]): void {
    const line = this.#line;
    for (const message of messages) {
      this.#time.carry(() => {
        if (line === this.#line && this.#isConnected) this.#apply(this.#session.receive(message, this.#nowMs));
      });
    }
  }

  #connect(): void {
    this.#line += 1;
    this.#isConnected = true;
    this.#apply(this.#session.open('token', this.#nowMs));
  }

  #cut(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#session.disconnected(this.#nowMs);
    this.#time.after(800, () => this.#connect());
  }

  #apply(effects: PortEffects): void {
    for (const message of this.#isConnected ? effects.send : []) {
      if (typeof message !== 'string')
        this.#time.carry(() => this.#toClient(this.#agent.receive(message, this.#nowMs)));
    }
    for (const event of effects.events) {
      switch (event.type) {
        case 'ready':
          this.#isReady = true;
          this.#soon(100, () => this.#begin());
          break;
        case 'data': {
          const { stream, bytes } = event;
          this.#stories.find((story) => story.stream === stream)?.got.push(Buffer.from(bytes));
          this.#soon(this.#plan.maxConsumeMs, () =>
            this.#apply(this.#session.consumed(stream, bytes.length, this.#nowMs)),
          );
          break;
        }
        case 'finished':
          this.#apply(this.#session.closeStream(event.stream, this.#nowMs));
          break;
        case 'dataKeyWanted': {
          const key = { plaintext: Uint8Array.from(DATA_KEY), ciphertext: WRAPPED_KEY };
          this.#time.after(1000, () => this.#apply(this.#session.takeDataKey(key, this.#nowMs)));
          break;
        }
        case 'room':
          break;
        default:
          throw new Error(`unexpected event ${event.type}`, {
            cause: event.type === 'refused' ? event.error : undefined,
          });
      }
    }
  }

  // The verdict.

  #compare(): void {
    const { mode } = this.#plan;
    for (const { stream, sent, answered, got } of this.#stories) {
      if (!Buffer.concat(got).equals(Buffer.concat(answered))) throw new Error(`stream ${stream} got something else`);
      if (mode !== 'multiplexed') continue;
      const server = this.#smux.streams.get(stream);
      if (!server?.isClosedByClient) throw new Error(`stream ${stream} was not closed`);
      if (!Buffer.concat(server.received).equals(Buffer.concat(sent)))
        throw new Error(`stream ${stream} was heard otherwise`);
    }
    const all = Buffer.concat(this.#stories.flatMap(({ sent }) => sent));
    if (mode !== 'multiplexed' && !Buffer.concat(this.#heard).equals(all))
      throw new Error('the agent heard something else');
  }
}

function bytesIn(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
