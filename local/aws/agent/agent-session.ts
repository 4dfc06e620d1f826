import { randomUUID } from 'node:crypto';
import {
  decodeAcknowledge,
  decodeFrame,
  decodeSize,
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
import { Incoming } from './incoming';
import { incompleteTail } from './incomplete-tail';
import { Outgoing } from './outgoing';
import type { Pty } from './pty';

/** The largest payload of a stream message. */
const chunkBytes = 1_024;
const drainPollMs = 10;

interface AgentSessionOptions {
  sessionId: string;
  instanceId: string;
  streamUrl: string;
  timings: Timings;
  newToken(): string;
  /** Starts the command on a terminal; throws when it cannot be started. */
  startCommand(onData: (bytes: Buffer) => void, onEnd: (exitCode: number) => void): Pty;
  killCommand(pty: Pty): void;
  onStarted(pid: number): void;
  /** The task-complete message of the control channel. */
  onComplete(status: 'Success' | 'Failed', output: string): void;
  now(): number;
}

/** The agent's side of one session: a terminal at one end and a data channel at the other, without handshake, as ECS Exec has it. */
export class AgentSession {
  readonly #options: AgentSessionOptions;
  readonly #line: AgentLine;
  readonly #outgoing: Outgoing;
  readonly #incoming: Incoming;
  #pty: Pty | undefined;
  #tail: Buffer = Buffer.alloc(0);
  #publicationPaused = false;
  #delayed = true;
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

  /** Connects to the gateway and starts the command; called once. */
  start(): void {
    this.#line.open();
  }

  /** Ends the session at once: kills the command and lets go of the line. */
  cancel(): void {
    if (this.#pty) this.#options.killCommand(this.#pty);
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
    try {
      this.#pty = this.#options.startCommand(
        (bytes) => this.#output(bytes),
        () => this.#commandEnded(),
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#finish('Failed', `\n----------ERROR-------\nUnable to start command: Failed to start pty: ${reason}\n`);
      return;
    }
    this.#options.onStarted(this.#pty.pid);
    this.#pty.pause();
    this.#delayed = true;
    this.#timer = setTimeout(() => {
      this.#delayed = false;
      this.#readOrWait();
    }, this.#options.timings.shellStartDelayMs);
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

  async #process(frame: Frame): Promise<void> {
    if (frame.payloadType === PayloadType.output) await this.#pty?.write(frame.payload);
    if (frame.payloadType === PayloadType.size) {
      try {
        const { cols, rows } = decodeSize(frame.payload);
        this.#pty?.resize(cols, rows);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
      }
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

  /** Reads the terminal only while its output has somewhere to go, so that the program waits and nothing piles up. */
  #readOrWait(): void {
    if (!this.#pty || this.#finished) return;
    const mayRead =
      !this.#delayed &&
      !this.#publicationPaused &&
      this.#line.hasRoom &&
      this.#outgoing.unacknowledged < this.#options.timings.windowMessages;
    if (mayRead) this.#pty.resume();
    else this.#pty.pause();
  }

  #output(bytes: Buffer): void {
    if (this.#finished) return;
    let rest = this.#tail.length > 0 ? Buffer.concat([this.#tail, bytes]) : bytes;
    while (rest.length > 0) {
      const chunk = rest.subarray(0, chunkBytes);
      const whole = chunk.subarray(0, chunk.length - incompleteTail(chunk));
      if (whole.length === 0) break;
      this.#sendOutput(whole);
      rest = rest.subarray(whole.length);
    }
    this.#tail = Buffer.from(rest);
    this.#slowDown(bytes.length);
    this.#readOrWait();
  }

  #sendOutput(payload: Uint8Array): void {
    this.#outgoing.add((sequenceNumber) =>
      encodeFrame({
        messageType: MessageType.output,
        createdAtMs: this.#options.now(),
        sequenceNumber,
        flags: sequenceNumber === 0n ? FLAG_SYN : 0n,
        messageId: randomUUID(),
        payloadType: PayloadType.output,
        payload,
      }),
    );
  }

  #slowDown(sentBytes: number): void {
    const { outputBytesPerSecond } = this.#options.timings;
    if (outputBytesPerSecond <= 0) return;
    this.#delayed = true;
    this.#timer = setTimeout(
      () => {
        this.#delayed = false;
        this.#readOrWait();
      },
      (sentBytes * 1_000) / outputBytesPerSecond,
    );
  }

  /** All output has been read by now: waits a little for its acknowledgements, then says goodbye. */
  #commandEnded(): void {
    if (this.#finished) return;
    if (this.#tail.length > 0) this.#sendOutput(this.#tail);
    const until = this.#options.now() + this.#options.timings.drainMs;
    const poll = () => {
      if (this.#finished) return;
      if (this.#outgoing.unacknowledged > 0 && this.#options.now() < until) {
        this.#timer = setTimeout(poll, drainPollMs);
        return;
      }
      this.#sendState('Terminating');
      this.#finish('Success', '');
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

  #finish(status: 'Success' | 'Failed', output: string): void {
    if (this.#finished) return;
    this.#finished = true;
    clearTimeout(this.#timer);
    this.#outgoing.stop();
    this.#line.close();
    this.#options.onComplete(status, output);
  }
}
