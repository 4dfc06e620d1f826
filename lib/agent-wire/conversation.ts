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
  #inDoubt: { answer: Uint8Array; untilMs: number } | null = null;

  constructor({ clientVersion, newId, encryption, resume }: AgentChannelOptions, outgoing: Outgoing) {
    this.#outgoing = outgoing;
    this.#handshake = new ClientHandshake({ clientVersion, newId, terms: encryption, dataKey: resume?.dataKey });
    this.#isResumed = resume !== undefined;
    const hasShown = resume !== undefined && (resume.hasShown ?? resume.nextIncoming > 0n);
    this.#isStarted = hasShown || resume?.dataKey !== undefined;
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
    this.#outgoing.queueControl(PayloadType.handshakeResponse, this.#inDoubt.answer);
    this.#inDoubt = null;
  }

  /**
   * Hears the next message of the stream. Each leaves exactly one event that wants committing. Returns why the session has to end once the
   * answer is sent, or null; throws a WireError when it has to end at once.
   */
  hear(
    { sequenceNumber: sequence, payloadType, payload }: Frame,
    events: ChannelEvent[],
    nowMs: number,
  ): WireError | null {
    // It goes on, so it has its answer.
    this.#inDoubt = null;
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
        events.push({ type: 'advanced', sequence });
        return this.#answerRequest(payload, events, nowMs);
      case PayloadType.handshakeComplete:
        events.push({ type: 'advanced', sequence });
        this.#complete(payload, sequence, events);
        return null;
      case PayloadType.encryptionChallengeRequest: {
        events.push({ type: 'advanced', sequence });
        const answer = this.#handshake.challenge(payload);
        if (answer !== null) this.#outgoing.queueControl(PayloadType.encryptionChallengeResponse, answer);
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

  #answerRequest(payload: Uint8Array, events: ChannelEvent[], nowMs: number): WireError | null {
    if (this.#isStarted && !this.#isResumed) {
      throw new WireError('UNEXPECTED_MESSAGE', 'handshake request after the session type was settled');
    }
    const { response, failure, keyWanted } = this.#handshake.request(payload);
    if (keyWanted !== null) events.push({ type: 'dataKeyWanted', ...keyWanted });
    if (response === null) return failure;
    if (!this.#isResumed || failure !== null) this.#outgoing.queueControl(PayloadType.handshakeResponse, response);
    // A session that has begun was answered by a predecessor, which only did not acknowledge the question in time.
    else if (!this.#isStarted) this.#inDoubt = { answer: response, untilMs: nowMs + IN_DOUBT_MS };
    return failure;
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
