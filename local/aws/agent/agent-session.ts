import { randomUUID } from 'node:crypto';
import {
  decodeAcknowledge,
  decodeFrame,
  encodeAcknowledge,
  encodeFrame,
  FLAG_FIN,
  FLAG_SYN,
  type Frame,
  MessageType,
  PayloadType,
  WireError,
} from '../../../lib/agent-wire';
import type { Timings } from '../settings';
import { AgentLine } from './agent-line';
import { Handshake, type HandshakeWishes } from './handshake';
import { Incoming } from './incoming';
import { Outgoing } from './outgoing';
import type { SessionCipher } from './session-cipher';
import type { Ending, Work, WorkHost } from './work';

const drainPollMs = 10;
/** What the agent encrypts once a session has a key (ssm-protocol 6.2). */
const encrypted: ReadonlySet<number> = new Set([PayloadType.output, PayloadType.standardError, PayloadType.exitCode]);

interface AgentSessionOptions {
  sessionId: string;
  instanceId: string;
  streamUrl: string;
  timings: Timings;
  /** Undefined where the agent begins without one: terminals without a key. */
  handshake: HandshakeWishes | undefined;
  newToken(): string;
  /** kms:Decrypt with the agent's own rights. */
  decryptKey(ciphertext: string, context: Record<string, string>): Promise<Buffer>;
  makeWork(host: WorkHost): Work;
  onStarted(pid: number): void;
  /** The task-complete message of the control channel. */
  onComplete(status: Ending['status'], output: string): void;
  now(): number;
}

/** The agent's side of one session: some work at one end and a data channel at the other. */
export class AgentSession {
  readonly #options: AgentSessionOptions;
  readonly #line: AgentLine;
  readonly #outgoing: Outgoing;
  readonly #incoming: Incoming;
  #handshake: Handshake | undefined;
  #cipher: SessionCipher | undefined;
  #work: Work | undefined;
  #publicationPaused = false;
  #ending = false;
  #finished = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AgentSessionOptions) {
    this.#options = options;
    this.#outgoing = new Outgoing((frame) => this.#line.send(frame), options.now);
    this.#incoming = new Incoming(
      (frame) => this.#process(frame),
      (frame) => this.#acknowledge(frame),
    );
    this.#line = new AgentLine({
      streamUrl: options.streamUrl,
      instanceId: options.instanceId,
      newToken: options.newToken,
      onOpen: (isFirst) => this.#opened(isFirst),
      onMessage: (bytes) => this.#receive(bytes),
      onRoom: () => this.#readOrWait(),
      onLost: () => this.cancel(),
    });
  }

  /** Connects to the gateway and begins; called once. */
  start(): void {
    this.#line.open();
  }

  /** Ends the session at once: stops its work and lets go of the line. */
  cancel(): void {
    this.#finish('Success', '');
  }

  #opened(isFirst: boolean): void {
    if (this.#finished) return;
    if (!isFirst) {
      this.#hold(false);
      if (this.#options.timings.resendAllOnReturn) this.#outgoing.resendAll();
      this.#readOrWait();
      return;
    }
    this.#sendState('Connected');
    const { handshake: wishes, sessionId, instanceId, decryptKey, now } = this.#options;
    if (!wishes) {
      this.#begin('');
      return;
    }
    this.#handshake = new Handshake({
      sessionId,
      instanceId,
      wishes,
      decryptKey,
      now,
      send: (payloadType, payload) => this.#send(payloadType, payload),
      onDone: ({ clientVersion, cipher }) => {
        this.#handshake = undefined;
        this.#cipher = cipher;
        this.#begin(clientVersion);
      },
      onFailed: (reason) => this.#finish('Failed', reason),
    });
    this.#handshake.start();
  }

  #begin(clientVersion: string): void {
    try {
      this.#work = this.#options.makeWork({
        clientVersion,
        send: (payloadType, payload) => {
          if (this.#finished) return;
          this.#send(payloadType, payload);
          this.#readOrWait();
        },
        end: (ending) => this.#end(ending),
        onStarted: (pid) => this.#options.onStarted(pid),
      });
      this.#work.start();
    } catch (error) {
      this.#finish('Failed', error instanceof Error ? error.message : String(error));
      return;
    }
    this.#readOrWait();
  }

  #receive(bytes: Buffer): void {
    try {
      // The reference agent checks no digest; a wrong one from our side should still not go unnoticed here.
      const frame = decodeFrame(bytes);
      switch (frame.messageType) {
        case MessageType.acknowledge:
          this.#outgoing.acknowledge(decodeAcknowledge(frame.payload).acknowledgedSequence);
          this.#hold(false);
          this.#readOrWait();
          break;
        case MessageType.input:
          this.#hold(false);
          this.#incoming.receive({ ...frame, payload: Buffer.from(frame.payload) });
          break;
        case MessageType.pausePublication:
          this.#hold(true);
          break;
        case MessageType.startPublication:
          this.#hold(false);
          if (this.#options.timings.resendAllOnReturn) this.#outgoing.resendAll();
          break;
        case MessageType.channelClosed:
          this.cancel();
          break;
      }
    } catch (error) {
      // A frame that cannot be read is dropped and the line stays, as at the reference agent.
      if (!(error instanceof WireError)) throw error;
    }
  }

  async #process(frame: Frame): Promise<boolean> {
    // The handshake's own messages are understood, everything else that comes before its end is acknowledged and discarded.
    if (!this.#work) {
      this.#handshake?.receive(frame.payloadType, frame.payload);
      return true;
    }
    const isSealed = this.#cipher !== undefined && frame.payloadType === PayloadType.output;
    const payload = isSealed ? this.#cipher?.decrypt(frame.payload) : frame.payload;
    if (!payload) return false;
    try {
      await this.#work.receive(frame.payloadType, payload);
      return true;
    } catch (error) {
      // What cannot be understood is not acknowledged, so its sender goes on repeating it, as with the reference agent.
      if (error instanceof WireError) return false;
      throw error;
    }
  }

  #acknowledge(frame: Frame): void {
    if (this.#finished) return;
    this.#line.send(
      encodeAcknowledge({
        acknowledgedMessageType: frame.messageType,
        acknowledgedMessageId: frame.messageId,
        acknowledgedSequence: frame.sequenceNumber,
        messageId: randomUUID(),
        createdAtMs: this.#options.now(),
      }),
    );
  }

  #hold(paused: boolean): void {
    if (this.#publicationPaused === paused) return;
    this.#publicationPaused = paused;
    this.#outgoing.hold(paused);
    this.#readOrWait();
  }

  #readOrWait(): void {
    if (this.#finished) return;
    this.#work?.setReading(
      !this.#publicationPaused &&
        this.#line.hasRoom &&
        this.#outgoing.unacknowledged < this.#options.timings.windowMessages,
    );
  }

  #send(payloadType: number, plain: Uint8Array): void {
    const payload = this.#cipher && encrypted.has(payloadType) ? this.#cipher.encrypt(plain) : plain;
    this.#outgoing.add((sequenceNumber) =>
      encodeFrame({
        messageType: MessageType.output,
        createdAtMs: this.#options.now(),
        sequenceNumber,
        flags: sequenceNumber === 0n ? FLAG_SYN : 0n,
        messageId: randomUUID(),
        payloadType,
        payload,
      }),
    );
  }

  /** All output has been read by now: waits a little for its acknowledgements, then says goodbye. */
  #end({ status, output, drain }: Ending): void {
    if (this.#finished || this.#ending) return;
    this.#ending = true;
    const until = this.#options.now() + (drain ? this.#options.timings.drainMs : 0);
    const poll = () => {
      if (this.#finished) return;
      if (this.#outgoing.unacknowledged > 0 && this.#options.now() < until) {
        this.#timer = setTimeout(poll, drainPollMs);
        return;
      }
      if (drain) this.#sendState('Terminating');
      this.#finish(status, output);
    };
    poll();
  }

  #sendState(state: 'Connected' | 'Terminating'): void {
    const { sessionId, now } = this.#options;
    this.#line.send(
      encodeFrame({
        messageType: 'agent_session_state',
        createdAtMs: now(),
        sequenceNumber: 0n,
        flags: FLAG_SYN | FLAG_FIN,
        messageId: randomUUID(),
        payloadType: PayloadType.unset,
        payload: Buffer.from(JSON.stringify({ SchemaVersion: 1, SessionState: state, SessionId: sessionId })),
      }),
    );
  }

  #finish(status: Ending['status'], output: string): void {
    if (this.#finished) return;
    this.#finished = true;
    clearTimeout(this.#timer);
    this.#handshake?.stop();
    this.#work?.stop();
    this.#outgoing.stop();
    this.#line.close();
    this.#options.onComplete(status, output);
  }
}
