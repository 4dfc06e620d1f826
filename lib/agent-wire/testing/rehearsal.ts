// Over 300 lines because two people, a bad line, a crash and the judge of them all share one clock and one source of chance.
import { AgentChannel, decodeAcknowledge, decodeFrame, type Effects, encodeFrame, MessageType } from '../index';
import { ReferenceAgent } from './reference-agent';
import { DATA_KEY, KMS, type Plan, plan, WRAPPED_KEY } from './rehearsal-plan';
import { type Seeded, seeded } from './seeded';
import { VirtualLine } from './virtual-line';

const PIECE_BYTES = 1024;

/** A piece of input as it should reach the shell. One whose fate a crash has hidden may be missing. */
type Piece = { bytes: Uint8Array; mayBeMissing: boolean };

/**
 * Plays one session over a bad line in virtual time and throws unless every byte arrived, in order and once: all output in the
 * record, all input at the shell (but for input that was unacknowledged when this side crashed), and nothing acknowledged that
 * was not yet in the record.
 */
export function rehearse(seed: number, wish: Partial<Plan> = {}): void {
  new Rehearsal(seed, wish).play();
}

class Rehearsal {
  readonly #chance: Seeded;
  readonly #plan: Plan;
  readonly #time: VirtualLine;
  readonly #agent: ReferenceAgent;

  readonly #printed: Uint8Array[] = [];
  readonly #typed: Piece[] = [];
  #outputsLeft: number;
  #writesLeft: number;
  #cols: number | null = null;

  // What survives a crash.
  #hasAsked = false;
  #hasKey = false;
  readonly #record: Uint8Array[] = [];
  #committed = 0n;
  #reserved = 0n;
  #fillFrom = 0n;

  // What does not.
  #channel: AgentChannel;
  /** Changes with every cut, so that what is under way on an old line never arrives. */
  #line = 0;
  #isConnected = false;
  #isAgentThere = true;
  #uncommitted: { sequence: bigint; bytes: Uint8Array | null }[] = [];
  #acceptedBytes = 0;
  #writtenBytes = 0;
  #firstPiece = 0;

  constructor(seed: number, wish: Partial<Plan>) {
    this.#chance = seeded(seed);
    this.#plan = { ...plan(this.#chance), ...wish };
    this.#time = new VirtualLine(this.#chance, this.#plan);
    this.#outputsLeft = this.#plan.outputs;
    this.#writesLeft = this.#plan.writes;
    this.#agent = new ReferenceAgent({
      newId: this.#chance.uuid,
      handshake: this.#plan.handshake === 'none' ? null : this.#plan.handshake === 'plain' ? {} : { kms: KMS },
    });
    this.#channel = this.#newChannel(false);
  }

  play(): void {
    for (const atMs of this.#plan.cutsAtMs) this.#time.at(atMs, () => this.#cut());
    for (const atMs of this.#plan.crashesAtMs) this.#time.at(atMs, () => this.#crash());
    for (const atMs of this.#plan.absencesAtMs) this.#time.at(atMs, () => this.#agentLeaves());
    this.#connect();
    this.#toClient(this.#agent.open(this.#nowMs));
    this.#printSoon();
    this.#writeSoon();
    while (!this.#isDone()) this.#step();
    this.#compare();
  }

  #isDone(): boolean {
    return (
      this.#isConnected &&
      this.#outputsLeft === 0 &&
      this.#writesLeft === 0 &&
      this.#agent.isQuiet &&
      this.#uncommitted.length === 0 &&
      this.#channel.started &&
      this.#channel.queuedBytes === 0 &&
      this.#channel.oldestUnacknowledged >= this.#channel.nextOutgoing
    );
  }

  #step(): void {
    const channel = this.#channel;
    const agent = this.#agent;
    this.#time.step([
      { nextWakeAtMs: channel.nextWakeAtMs, tick: () => this.#apply(channel.tick(this.#nowMs)) },
      { nextWakeAtMs: agent.nextWakeAtMs, tick: () => this.#toClient(agent.tick(this.#nowMs)) },
    ]);
  }

  get #nowMs(): number {
    return this.#time.nowMs;
  }

  // The two people: one prints, one types.

  #printSoon(): void {
    if (this.#outputsLeft === 0) return;
    this.#time.after(150, () => {
      const bytes = this.#chance.bytes(this.#chance.between(1, 60));
      this.#printed.push(bytes);
      this.#outputsLeft -= 1;
      this.#toClient(this.#agent.print(bytes, this.#nowMs));
      this.#printSoon();
    });
  }

  #writeSoon(): void {
    if (this.#writesLeft === 0) return;
    this.#time.after(300, () => {
      if (this.#channel.canWrite && this.#chance.chance(0.9)) this.#write();
      else if (this.#chance.chance(0.5))
        this.#apply(this.#channel.resize(this.#chance.between(1, 200), 24, this.#nowMs));
      this.#writeSoon();
    });
  }

  #write(): void {
    this.#writesLeft -= 1;
    const lengths = [this.#chance.between(8, 40), PIECE_BYTES, PIECE_BYTES + 8, 2 * PIECE_BYTES + 500];
    const bytes = Buffer.from(
      this.#chance.bytes(lengths[this.#chance.chance(0.8) ? 0 : this.#chance.between(1, 3)] ?? 8),
    );
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      // Each piece is unlike every other, so that a missing one cannot pass for its neighbour.
      bytes.writeUInt32BE(this.#typed.length, from);
      this.#typed.push({ bytes: bytes.subarray(from, from + PIECE_BYTES), mayBeMissing: false });
    }
    this.#writtenBytes += bytes.length;
    this.#apply(this.#channel.write(bytes, this.#nowMs));
  }

  // The line.

  #toClient(messages: Uint8Array[]): void {
    const line = this.#line;
    for (const message of this.#isAgentThere ? messages : []) {
      this.#time.carry(() => {
        if (line === this.#line && this.#isConnected) this.#apply(this.#channel.receive(message, this.#nowMs));
      });
    }
  }

  #toAgent(messages: (string | Uint8Array)[]): void {
    if (!this.#isConnected) return;
    for (const message of messages) {
      if (typeof message === 'string') continue;
      this.#refuseEarlyReceipt(message);
      // What is under way when this side crashes may still arrive.
      this.#time.carry(() => {
        if (this.#isAgentThere) this.#toClient(this.#agent.receive(message, this.#nowMs));
      });
    }
  }

  /** What the agent says and is told while it is away is lost; its own clock goes on. */
  #agentLeaves(): void {
    if (!this.#isAgentThere) return;
    this.#isAgentThere = false;
    this.#say(MessageType.pausePublication);
    this.#time.after(800, () => {
      this.#isAgentThere = true;
      this.#say(MessageType.startPublication);
    });
  }

  /** The service speaks over its own socket: reliably, as long as there is a line. */
  #say(messageType: string): void {
    if (!this.#isConnected) return;
    const message = encodeFrame({
      messageType,
      createdAtMs: this.#nowMs,
      sequenceNumber: 0n,
      flags: 0n,
      messageId: this.#chance.uuid(),
      payloadType: 0,
      payload: Buffer.from(messageType),
    });
    this.#apply(this.#channel.receive(message, this.#nowMs));
  }

  #connect(): void {
    this.#line += 1;
    this.#isConnected = true;
    this.#apply(this.#channel.open('token', this.#nowMs));
  }

  #cut(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#line += 1;
    // A line can also be lost without this side being told before it opens the next.
    if (this.#chance.chance(0.8)) this.#channel.disconnected();
    const channel = this.#channel;
    this.#time.after(800, () => {
      if (channel === this.#channel) this.#connect();
    });
  }

  // This side: its recorder, its crash.

  #apply(effects: Effects): void {
    if (this.#channel.nextOutgoing > this.#reserved) {
      this.#reserved = this.#channel.nextOutgoing + BigInt(this.#chance.between(0, 6));
    }
    if (this.#chance.chance(0.3)) this.#fillFrom = this.#channel.oldestUnacknowledged;
    this.#toAgent(effects.send);
    for (const event of effects.events) {
      switch (event.type) {
        case 'output':
          this.#uncommitted.push({ sequence: event.sequence, bytes: Uint8Array.from(event.bytes) });
          this.#commitSoon();
          break;
        case 'advanced':
          this.#uncommitted.push({ sequence: event.sequence, bytes: null });
          this.#commitSoon();
          break;
        case 'inputAccepted':
          this.#acceptedBytes = event.totalBytes;
          break;
        case 'dataKeyWanted':
          this.#hasAsked = true;
          this.#fetchKey();
          break;
        case 'started':
        case 'paused':
        case 'resumed':
        case 'message':
          break;
        default:
          throw new Error(`unexpected event ${event.type}`, {
            cause: event.type === 'refused' ? event.error : undefined,
          });
      }
    }
  }

  /** KMS takes its time, and the line may break meanwhile. */
  #fetchKey(): void {
    const channel = this.#channel;
    this.#time.after(1500, () => {
      if (channel !== this.#channel) return;
      this.#hasKey = true;
      this.#apply(channel.takeDataKey({ plaintext: Uint8Array.from(DATA_KEY), ciphertext: WRAPPED_KEY }, this.#nowMs));
    });
  }

  #commitSoon(): void {
    const channel = this.#channel;
    this.#time.after(this.#plan.maxCommitDelayMs, () => {
      const last = this.#uncommitted.at(-1);
      if (channel !== this.#channel || last === undefined) return;
      for (const { sequence, bytes } of this.#uncommitted.splice(0)) {
        if (sequence !== this.#committed)
          throw new Error(`message ${sequence} handed on instead of ${this.#committed}`);
        this.#committed += 1n;
        if (bytes !== null) this.#record.push(bytes);
      }
      this.#apply(channel.committed(last.sequence, this.#nowMs));
    });
  }

  #refuseEarlyReceipt(message: Uint8Array): void {
    const frame = decodeFrame(message);
    if (frame.messageType !== MessageType.acknowledge) return;
    const { acknowledgedSequence } = decodeAcknowledge(frame.payload);
    if (acknowledgedSequence >= this.#committed)
      throw new Error(`acknowledged ${acknowledgedSequence} before committing it`);
  }

  #crash(): void {
    // Before the agent has said anything there is nothing to resume: a caller starts anew.
    if (!this.#hasAsked && (!this.#channel.started || this.#committed === 0n)) return;
    this.#isConnected = false;
    this.#line += 1;
    this.#uncommitted = [];
    let acceptedBytes = this.#acceptedBytes;
    for (const piece of this.#typed.slice(this.#firstPiece)) {
      piece.mayBeMissing = acceptedBytes < piece.bytes.length;
      acceptedBytes -= piece.bytes.length;
    }
    this.#firstPiece = this.#typed.length;
    this.#acceptedBytes = 0;
    this.#writtenBytes = 0;
    this.#channel = this.#newChannel(true);
    if (this.#cols !== null) this.#channel.resize(this.#cols, 24, this.#nowMs);
    const channel = this.#channel;
    this.#time.after(500, () => {
      if (channel === this.#channel) this.#connect();
    });
  }

  #newChannel(isResumed: boolean): AgentChannel {
    return new AgentChannel({
      clientId: 'c0ffee00-0000-4000-8000-000000000001',
      clientVersion: '1.2.677.0',
      newId: this.#chance.uuid,
      limits: this.#plan.limits,
      ...(isResumed
        ? {
            resume: {
              nextIncoming: this.#committed,
              nextOutgoing: this.#reserved,
              fillFrom: this.#fillFrom,
              hasShown: this.#record.length > 0,
              ...(this.#hasKey ? { dataKey: DATA_KEY, wrappedKey: WRAPPED_KEY } : {}),
            },
          }
        : {}),
      ...(this.#plan.handshake === 'encrypted'
        ? { encryption: { sessionId: 'alice-0a1b2c3d4e5f60718', targetId: 'mi-0123456789abcdef0', isRequired: true } }
        : {}),
    });
  }

  // The verdict.

  #compare(): void {
    if (Buffer.compare(Buffer.concat(this.#record), Buffer.concat(this.#printed)) !== 0) {
      throw new Error('the record is not what was printed');
    }
    const cols = this.#agent.sizes.at(-1)?.cols;
    if (this.#cols !== null && cols !== this.#cols)
      throw new Error(`the shell is ${cols} columns wide, not ${this.#cols}`);
    if (this.#acceptedBytes !== this.#writtenBytes) throw new Error('accepted input was miscounted');
    let next = 0;
    for (const read of this.#agent.input) {
      while (this.#typed[next]?.mayBeMissing && Buffer.compare(this.#typed[next]?.bytes ?? read, read) !== 0) next += 1;
      if (Buffer.compare(this.#typed[next]?.bytes ?? new Uint8Array(), read) !== 0) {
        throw new Error(`the shell read something else than piece ${next}`);
      }
      next += 1;
    }
    const missing = this.#typed.slice(next).findIndex((piece) => !piece.mayBeMissing);
    if (missing !== -1) throw new Error(`piece ${next + missing} never reached the shell`);
  }
}
