import { encodeAcknowledge, readAcknowledgedSequence } from './acknowledge';
import type { Effects } from './channel-event';
import { type AgentChannelOptions, openingMessage, requireClientVersion, requireResumePoint } from './channel-options';
import type { DataKey } from './client-handshake';
import { Conversation } from './conversation';
import { decodeFrame, type Frame, MessageType } from './frame';
import { Incoming } from './incoming';
import { type ChannelLimits, DEFAULT_LIMITS } from './limits';
import { Outgoing } from './outgoing';
import { closingText } from './payloads';
import { WireError, type WireErrorCode } from './wire-error';

/** What only the caller can get wrong; every other fault is the peer's, or an end of the line, and ends the channel. */
const CALLERS_MISTAKES: ReadonlySet<WireErrorCode> = new Set(['BAD_ARGUMENT', 'BAD_MESSAGE_ID', 'OUTGOING_FULL']);

/**
 * The client's end of one session's data channel, as a machine: it is given messages, input and the time (milliseconds of the epoch),
 * and returns what to send and what has happened. It throws only WireError, and only for the caller's own mistakes; a faulty peer
 * becomes the event `refused`. After `closed` or `refused` it does nothing more.
 *
 * Output is handed on at once but acknowledged only when `committed` says that it is durable, so the agent keeps what a crash of ours
 * would lose.
 *
 * With `resume` a new process takes over: `nextIncoming` is what its predecessor had committed, outgoing numbers from `fillFrom` up to
 * but excluding `nextOutgoing` may or may not have been used. The agent waits for the first that was not, so each of them is filled
 * with a harmless size (it drops those it has had) before anything new is said. Call `resize` before `open` then, and resume only a
 * session that had started.
 */
export class AgentChannel {
  readonly #options: AgentChannelOptions;
  readonly #limits: ChannelLimits;
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;
  readonly #conversation: Conversation;
  #state: 'apart' | 'connected' | 'ended' = 'apart';
  /** When the service said that the agent is away, or null while it is there. */
  #pausedAtMs: number | null = null;
  #acceptedBytes = 0;

  constructor(options: AgentChannelOptions) {
    const { resume } = options;
    requireClientVersion(options.clientVersion);
    if (resume !== undefined) requireResumePoint(resume);
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#incoming = new Incoming(resume?.nextIncoming ?? 0n, this.#limits);
    this.#outgoing = new Outgoing({
      newId: options.newId,
      limits: this.#limits,
      first: resume?.fillFrom ?? 0n,
      fillBefore: resume?.nextOutgoing ?? 0n,
    });
    this.#conversation = new Conversation(options, this.#outgoing);
  }

  /** When `tick` has to be called next (milliseconds of the epoch), or null when time alone changes nothing. */
  get nextWakeAtMs(): number | null {
    if (this.#state !== 'connected') return null;
    const answerAtMs = this.#conversation.wakeAtMs;
    const sendAtMs = this.#sendAtMs();
    return answerAtMs === null || sendAtMs === null ? (answerAtMs ?? sendAtMs) : Math.min(answerAtMs, sendAtMs);
  }

  /** Input bytes taken from the caller and not yet acknowledged by the agent. */
  get queuedBytes(): number {
    return this.#outgoing.queuedBytes;
  }

  /** False when the caller should stop reading input; it may turn true with any `receive` or `open`. */
  get canWrite(): boolean {
    return this.#state !== 'ended' && this.#outgoing.canWrite;
  }

  /** True once the session type is known. Before that sizes and input only wait. */
  get started(): boolean {
    return this.#conversation.isStarted;
  }

  /** True while the service says that the agent is not on the line. */
  get paused(): boolean {
    return this.#pausedAtMs !== null;
  }

  /** True once both sides hold the keys of an encrypted session. */
  get isEncrypted(): boolean {
    return this.#conversation.isEncrypted;
  }

  /** The first sequence number not yet committed: a successor's `resume.nextIncoming`. */
  get nextIncoming(): bigint {
    return this.#incoming.committed;
  }

  /**
   * The first sequence number never used. A successor's `resume.nextOutgoing` must not be lower than any that was ever used, so
   * persist a number well ahead of this one before sending what brings it there.
   */
  get nextOutgoing(): bigint {
    return this.#outgoing.nextSequence;
  }

  /** Every number below this has been acknowledged: an upper bound of a successor's `resume.fillFrom`. */
  get oldestUnacknowledged(): bigint {
    return this.#outgoing.oldestUnacknowledged;
  }

  /** A new line is there, the first or another one after a loss: says who we are and repeats what was not acknowledged. */
  open(token: string, nowMs: number): Effects {
    return this.#run((effects) => {
      this.#state = 'connected';
      effects.send.push(openingMessage(token, this.#options));
      // The service says anew on each line whether the agent is there.
      this.#unpause(effects);
      this.#acknowledgeDue(effects, nowMs);
      effects.send.push(...this.#outgoing.resendAll(nowMs));
      this.#release(effects, nowMs);
    });
  }

  /** The line is lost: until the next `open` nothing is sent and no time runs, while input and commits are still taken. */
  disconnected(): void {
    if (this.#state === 'connected') this.#state = 'apart';
  }

  /** One WebSocket message; text and binary are read alike. */
  receive(message: string | Uint8Array, nowMs: number): Effects {
    return this.#run((effects) => {
      // What a lost line still yields is not acknowledged, so it comes again on the next one.
      if (this.#state === 'connected') this.#receive(message, effects, nowMs);
    });
  }

  /** Everything up to and including this number is durable: acknowledgements go out, and messages held back for it are handed on. */
  committed(throughSequence: bigint, nowMs: number): Effects {
    return this.#run((effects) => {
      this.#incoming.commit(throughSequence);
      this.#acknowledgeDue(effects, nowMs);
      this.#consumeEarly(effects, nowMs);
      this.#release(effects, nowMs);
    });
  }

  /** Input for the agent, sent in pieces as its window allows. The bytes must not be changed afterwards. */
  write(bytes: Uint8Array, nowMs: number): Effects {
    return this.#run((effects) => {
      this.#outgoing.queueInput(bytes);
      this.#release(effects, nowMs);
    });
  }

  /** The terminal's size in character cells; said only when it differs from what was said last. */
  resize(cols: number, rows: number, nowMs: number): Effects {
    return this.#run((effects) => {
      this.#outgoing.queueSize({ cols, rows });
      this.#release(effects, nowMs);
    });
  }

  /** A flag for the agent of a port session, behind all input written before it. */
  sendFlag(flag: number, nowMs: number): Effects {
    return this.#run((effects) => {
      this.#outgoing.queueFlag(flag);
      this.#release(effects, nowMs);
    });
  }

  /** The data key that `dataKeyWanted` asked for. Its plaintext is copied and then overwritten, whatever happens. */
  takeDataKey(key: DataKey, nowMs: number): Effects {
    try {
      return this.#run((effects) => {
        this.#conversation.takeDataKey(key);
        this.#release(effects, nowMs);
      });
    } finally {
      key.plaintext.fill(0);
    }
  }

  /** There is no data key, for this reason: the agent is told, and the session is over, because it may not go on in clear. */
  refuseDataKey(reason: string, nowMs: number): Effects {
    return this.#run((effects) => {
      const failure = this.#conversation.refuseDataKey(reason);
      this.#release(effects, nowMs);
      this.#refuse(failure, effects);
    });
  }

  /** The owner has no more use for it: keys are overwritten and nothing happens any more. */
  end(): void {
    this.#state = 'ended';
    this.#conversation.end();
  }

  /** Time has passed: the oldest unacknowledged message may have to go out again. */
  tick(nowMs: number): Effects {
    return this.#run((effects) => {
      if (this.#state !== 'connected') return;
      this.#conversation.tick(nowMs);
      this.#release(effects, nowMs);
      if (this.#pausedAtMs !== null) {
        // A clock that was set back would otherwise make the pause longer.
        this.#pausedAtMs = Math.min(this.#pausedAtMs, nowMs);
        if (nowMs < this.#pausedAtMs + this.#limits.maxPauseMs) return;
        this.#unpause(effects);
        this.#release(effects, nowMs);
      }
      const again = this.#outgoing.takeResend(nowMs);
      if (again !== null) effects.send.push(again);
    });
  }

  #sendAtMs(): number | null {
    if (this.#pausedAtMs === null) return this.#outgoing.resendAtMs;
    return this.#outgoing.isBusy ? this.#pausedAtMs + this.#limits.maxPauseMs : null;
  }

  #run(step: (effects: Effects) => void): Effects {
    const effects: Effects = { send: [], events: [] };
    if (this.#state === 'ended') return effects;
    try {
      step(effects);
    } catch (error) {
      if (!(error instanceof WireError) || CALLERS_MISTAKES.has(error.code)) throw error;
      this.#refuse(error, effects);
    }
    return effects;
  }

  #receive(message: string | Uint8Array, effects: Effects, nowMs: number): void {
    if (message.length > this.#limits.maxMessageBytes)
      throw new WireError('TOO_LONG', 'message is longer than the limit');
    const bytes = typeof message === 'string' ? Buffer.from(message, 'utf8') : message;
    const frame = decodeFrame(bytes, { maxBytes: this.#limits.maxMessageBytes });
    switch (frame.messageType) {
      case MessageType.output:
        // Whoever speaks is there, also when the service has not said so.
        this.#unpause(effects);
        this.#receiveStream(frame, effects, nowMs);
        this.#release(effects, nowMs);
        break;
      case MessageType.acknowledge:
        this.#unpause(effects);
        this.#receiveAcknowledge(frame, effects, nowMs);
        break;
      case MessageType.channelClosed:
        this.end();
        effects.events.push({ type: 'closed', output: closingText(frame.payload) });
        break;
      case MessageType.pausePublication:
        this.#pause(effects, nowMs);
        break;
      case MessageType.startPublication:
        this.#unpause(effects);
        // What was on its way when the agent left is lost, and one message at a time would take long.
        effects.send.push(...this.#outgoing.resendAllAgain(nowMs));
        this.#release(effects, nowMs);
        break;
      case MessageType.input:
        throw new WireError('UNEXPECTED_MESSAGE', "input is a client's to send");
      default:
        // Later services may say more than this client knows; the reference only logs it.
        break;
    }
  }

  #receiveStream(frame: Frame, effects: Effects, nowMs: number): void {
    switch (this.#incoming.arrive(frame)) {
      case 'consume':
        this.#consume(frame, effects, nowMs);
        this.#consumeEarly(effects, nowMs);
        break;
      case 'reacknowledge':
        // Always: the agent repeats only its oldest message, so one lost acknowledgement would stop the terminal for good.
        this.#acknowledge(frame.sequenceNumber, frame.messageId, effects, nowMs);
        break;
      case 'nothing':
        break;
    }
  }

  #receiveAcknowledge(frame: Frame, effects: Effects, nowMs: number): void {
    const couldWrite = this.#outgoing.canWrite;
    this.#outgoing.acknowledge(readAcknowledgedSequence(frame.payload), nowMs);
    this.#release(effects, nowMs);
    const totalBytes = this.#outgoing.acceptedBytes;
    // A window full of sizes holds input back and frees it without a byte of input being acknowledged; whoever waits must hear of it.
    if (totalBytes !== this.#acceptedBytes || (!couldWrite && this.#outgoing.canWrite)) {
      this.#acceptedBytes = totalBytes;
      effects.events.push({ type: 'inputAccepted', totalBytes });
    }
    for (const type of this.#outgoing.takeAcceptedAnswers()) this.#conversation.answerAccepted(type, effects.events);
    for (const flag of this.#outgoing.takeAcceptedFlags()) effects.events.push({ type: 'flagAccepted', flag });
  }

  #consumeEarly(effects: Effects, nowMs: number): void {
    while (this.#state !== 'ended') {
      const frame = this.#incoming.takeEarly();
      if (frame === null) return;
      this.#consume(frame, effects, nowMs);
    }
  }

  #consume(frame: Frame, effects: Effects, nowMs: number): void {
    const failure = this.#conversation.hear(frame, effects.events, nowMs);
    if (failure === null) return;
    this.#release(effects, nowMs);
    this.#refuse(failure, effects);
  }

  #release(effects: Effects, nowMs: number): void {
    if (this.#state === 'connected') effects.send.push(...this.#outgoing.release(nowMs));
  }

  #acknowledgeDue(effects: Effects, nowMs: number): void {
    // Without a line they stay owed, and go out when there is one.
    if (this.#state !== 'connected') return;
    for (const { sequence, messageId } of this.#incoming.takeDue())
      this.#acknowledge(sequence, messageId, effects, nowMs);
  }

  #acknowledge(sequence: bigint, messageId: string, effects: Effects, nowMs: number): void {
    effects.send.push(
      encodeAcknowledge({
        acknowledgedMessageType: MessageType.output,
        acknowledgedMessageId: messageId,
        acknowledgedSequence: sequence,
        messageId: this.#options.newId(),
        createdAtMs: Math.floor(nowMs),
      }),
    );
  }

  #pause(effects: Effects, nowMs: number): void {
    if (this.#pausedAtMs !== null) return;
    this.#pausedAtMs = nowMs;
    this.#outgoing.hold(true);
    effects.events.push({ type: 'paused' });
  }

  #unpause(effects: Effects): void {
    if (this.#pausedAtMs === null) return;
    this.#pausedAtMs = null;
    this.#outgoing.hold(false);
    effects.events.push({ type: 'resumed' });
  }

  #refuse(error: WireError, effects: Effects): void {
    this.end();
    effects.events.push({ type: 'refused', error });
  }
}
