import type { ChannelEvent } from './channel-event';
import type { AgentChannelOptions } from './channel-options';
import { ClientHandshake, type DataKey, type SessionOutline } from './client-handshake';
import type { Frame } from './frame';
import type { Outgoing } from './outgoing';
import { decodeExitCode, decodeFlag, PayloadType } from './payloads';
import { WireError } from './wire-error';

/**
 * How long a successor waits for the agent to go on by itself before it answers a question that its predecessor may have answered. Once
 * the question is acknowledged the agent sends what it holds next within a second or so, and for an answer it waits fifteen.
 */
const IN_DOUBT_MS = 3_000;

/** An agent's first messages when a session is encrypted: its question, its challenge, and its word that the session starts. */
const AFTER_HANDSHAKE = 3n;

/** What an agent that sends output without a handshake has said of the session. */
const WITHOUT_HANDSHAKE: SessionOutline = { sessionType: 'Standard_Stream', properties: {}, agentVersion: '' };

/**
 * What the agent's messages mean, once they are in order, and what is answered: the handshake, the beginning of the session, and its bytes.
 * It knows nothing of lines, acknowledgements and time. Answers wait in `outgoing` to be sent.
 */
export class Conversation {
  readonly #outgoing: Outgoing;
  readonly #handshake: ClientHandshake;
  readonly #isResumed: boolean;
  #isStarted: boolean;
  #hasExited = false;
  /** A predecessor has perhaps given this answer. A second one would stop the reference agent's reading for good. */
  #inDoubt: { payloadType: number; answer: Uint8Array; untilMs: number } | null = null;
  /**
   * The question whose answer the agent has not acknowledged. It is told as heard only then: whoever takes this session over before has to
   * hear it again.
   */
  #question: { sequence: bigint; answerType: number } | null = null;

  constructor({ clientVersion, newId, encryption, resume }: AgentChannelOptions, outgoing: Outgoing) {
    this.#outgoing = outgoing;
    this.#handshake = new ClientHandshake({
      clientVersion,
      newId,
      terms: encryption,
      dataKey: resume?.dataKey,
      wrappedKey: resume?.wrappedKey,
    });
    this.#isResumed = resume !== undefined;
    const hasShown = resume !== undefined && (resume.hasShown ?? resume.nextIncoming > 0n);
    // What is typed before the end of a handshake the agent acknowledges and forgets.
    const isOver = resume !== undefined && (resume.wrappedKey === undefined || resume.nextIncoming >= AFTER_HANDSHAKE);
    this.#isStarted = hasShown || (resume?.dataKey !== undefined && isOver);
    if (this.#isStarted) this.#startOutgoing(WITHOUT_HANDSHAKE);
  }

  /** True once the session type is known. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** True once both sides hold the keys of an encrypted session. */
  get isEncrypted(): boolean {
    return this.#handshake.isEncrypted;
  }

  /** When `tick` has something to do, or null. */
  get wakeAtMs(): number | null {
    return this.#inDoubt?.untilMs ?? null;
  }

  /** Time has passed: an agent that has not gone on by itself waits for its answer. */
  tick(nowMs: number): void {
    if (this.#inDoubt === null) return;
    // A clock that was set back would otherwise make the wait longer.
    this.#inDoubt.untilMs = Math.min(this.#inDoubt.untilMs, nowMs + IN_DOUBT_MS);
    if (nowMs < this.#inDoubt.untilMs) return;
    this.#outgoing.queueControl(this.#inDoubt.payloadType, this.#inDoubt.answer);
    this.#inDoubt = null;
  }

  /** The agent has acted on an answer; that to its first question may be acknowledged when the second is there already. */
  answerAccepted(answerType: number, events: ChannelEvent[]): void {
    if (this.#question?.answerType === answerType) this.#questionHeard(events);
  }

  #questionHeard(events: ChannelEvent[]): void {
    if (this.#question !== null) events.push({ type: 'advanced', sequence: this.#question.sequence });
    this.#question = null;
  }

  /**
   * Hears the next message of the stream. Each leaves one event that wants committing, a question when its answer is acknowledged. Returns why the session has to end once the
   * answer is sent, or null; throws a WireError when it has to end at once.
   */
  hear(
    { sequenceNumber: sequence, payloadType, payload }: Frame,
    events: ChannelEvent[],
    nowMs: number,
  ): WireError | null {
    // It goes on, so it has its answer.
    this.#inDoubt = null;
    this.#questionHeard(events);
    switch (payloadType) {
      case PayloadType.output: {
        const bytes = this.#handshake.open(payload);
        if (!this.#isStarted && this.#handshake.isUntouched) this.#start(WITHOUT_HANDSHAKE, events);
        events.push({ type: 'output', sequence, stream: 'out', bytes });
        return null;
      }
      case PayloadType.standardError:
        events.push({ type: 'output', sequence, stream: 'err', bytes: this.#handshake.open(payload) });
        return null;
      case PayloadType.exitCode:
        // Each is put on record.
        if (this.#hasExited) throw new WireError('UNEXPECTED_MESSAGE', 'the exit code comes twice');
        this.#hasExited = true;
        events.push({ type: 'exitCode', code: decodeExitCode(this.#handshake.open(payload)), sequence });
        return null;
      case PayloadType.handshakeRequest:
        return this.#answerRequest(payload, sequence, events, nowMs);
      case PayloadType.handshakeComplete:
        events.push({ type: 'advanced', sequence });
        this.#complete(payload, sequence, events);
        return null;
      case PayloadType.encryptionChallengeRequest: {
        const answer = this.#handshake.challenge(payload);
        this.#answer({ payloadType: PayloadType.encryptionChallengeResponse, answer, sequence }, events, nowMs);
        return null;
      }
      case PayloadType.flag:
        events.push({ type: 'flag', flag: decodeFlag(payload), sequence });
        return null;
      case PayloadType.size:
      case PayloadType.handshakeResponse:
      case PayloadType.encryptionChallengeResponse:
        throw new WireError('UNEXPECTED_MESSAGE', `payload type ${payloadType} is a client's to send`);
      default:
        // Later agents may say more than this client knows.
        events.push({ type: 'advanced', sequence });
        return null;
    }
  }

  /** As AgentChannel. */
  takeDataKey(key: DataKey): void {
    this.#outgoing.queueControl(PayloadType.handshakeResponse, this.#handshake.takeDataKey(key));
  }

  /** As AgentChannel; returns why the session has to end once the agent was told. */
  refuseDataKey(reason: string): WireError {
    const { response, failure } = this.#handshake.refuseDataKey(reason);
    this.#outgoing.queueControl(PayloadType.handshakeResponse, response);
    return failure;
  }

  /** Overwrites the keys, when the session is over. */
  end(): void {
    this.#handshake.wipe();
  }

  #answerRequest(payload: Uint8Array, sequence: bigint, events: ChannelEvent[], nowMs: number): WireError | null {
    if (this.#isStarted && !this.#isResumed) {
      throw new WireError('UNEXPECTED_MESSAGE', 'handshake request after the session type was settled');
    }
    const { response, failure, keyWanted } = this.#handshake.request(payload);
    if (keyWanted !== null) {
      // A predecessor that had answered would have left its key.
      this.#question = { sequence, answerType: PayloadType.handshakeResponse };
      events.push({ type: 'dataKeyWanted', ...keyWanted });
    } else if (failure !== null && response !== null) {
      events.push({ type: 'advanced', sequence });
      this.#outgoing.queueControl(PayloadType.handshakeResponse, response);
    } else {
      this.#answer({ payloadType: PayloadType.handshakeResponse, answer: response, sequence }, events, nowMs);
    }
    return failure;
  }

  /** Gives an answer, unless a predecessor has given it, or may have. */
  #answer(
    { payloadType, answer, sequence }: { payloadType: number; answer: Uint8Array | null; sequence: bigint },
    events: ChannelEvent[],
    nowMs: number,
  ): void {
    if (answer !== null && !this.#isResumed) {
      this.#question = { sequence, answerType: payloadType };
      this.#outgoing.queueControl(payloadType, answer);
      return;
    }
    // Acknowledged at once: only then the agent sends what may follow.
    events.push({ type: 'advanced', sequence });
    // A session that has begun was answered by a predecessor, which only did not acknowledge the question in time.
    if (answer !== null && !this.#isStarted) this.#inDoubt = { payloadType, answer, untilMs: nowMs + IN_DOUBT_MS };
  }

  #complete(payload: Uint8Array, sequence: bigint, events: ChannelEvent[]): void {
    // A resumed channel may hear the end of a handshake that its predecessor answered.
    const customerMessage = this.#handshake.complete(payload, this.#isResumed);
    if (customerMessage !== '') events.push({ type: 'message', text: customerMessage, sequence });
    // Without an outline a predecessor shook hands, and not about encryption: its key would have been handed over.
    if (!this.#isStarted) this.#start(this.#handshake.outline ?? WITHOUT_HANDSHAKE, events);
  }

  #start(outline: SessionOutline, events: ChannelEvent[]): void {
    this.#isStarted = true;
    this.#startOutgoing(outline);
    events.push({ type: 'started', ...outline });
  }

  #startOutgoing({ sessionType }: SessionOutline): void {
    this.#outgoing.start({ cipher: this.#handshake, turnsLineFeeds: sessionType !== 'Port' });
  }
}
