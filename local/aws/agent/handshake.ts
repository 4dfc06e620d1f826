import { randomBytes, timingSafeEqual } from 'node:crypto';
import { PayloadType } from '../../../lib/agent-wire';
import { isObject } from '../wire/input';
import { SessionCipher } from './session-cipher';
import { agentVersion } from './versions';

/** How long the agent waits for the response, and again for the answer to its challenge. */
const answerWithinMs = 15_000;
const challengeBytes = 64;
const succeeded = 1;

/** What the agent asks of a client before it begins. */
export interface HandshakeWishes {
  sessionType: string;
  /** The document's resolved properties of a port session; null for the others. */
  properties: Record<string, string> | null;
  kmsKeyId: string | undefined;
  /** Whether the KMS action carries a random challenge, and whether a client that ignores it is refused. */
  randomChallenge: 'none' | 'offered' | 'required';
}

interface HandshakeOptions {
  sessionId: string;
  instanceId: string;
  wishes: HandshakeWishes;
  send(payloadType: number, payload: Buffer): void;
  /** kms:Decrypt with the agent's own rights. */
  decryptKey(ciphertext: string, context: Record<string, string>): Promise<Buffer>;
  onDone(result: { clientVersion: string; cipher: SessionCipher | undefined }): void;
  onFailed(reason: string): void;
  now(): number;
}

/** The agent's half of the handshake (ssm-protocol 8 and 9). */
export class Handshake {
  readonly #options: HandshakeOptions;
  readonly #randomChallenge: string | undefined;
  readonly #challenge = randomBytes(challengeBytes);
  #step: 'response' | 'key' | 'challenge' | 'over' = 'response';
  #clientVersion = '';
  #cipher: SessionCipher | undefined;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HandshakeOptions) {
    this.#options = options;
    const { kmsKeyId, randomChallenge } = options.wishes;
    if (kmsKeyId && randomChallenge !== 'none') this.#randomChallenge = randomBytes(16).toString('base64');
  }

  start(): void {
    const { wishes, now } = this.#options;
    this.#startedAt = now();
    const actions: unknown[] = [
      {
        ActionType: 'SessionType',
        ActionParameters: { SessionType: wishes.sessionType, Properties: wishes.properties },
      },
    ];
    if (wishes.kmsKeyId) {
      const parameters = { KMSKeyId: wishes.kmsKeyId, Challenge: this.#randomChallenge };
      actions.push({ ActionType: 'KMSEncryption', ActionParameters: parameters });
    }
    this.#say(PayloadType.handshakeRequest, { AgentVersion: agentVersion, RequestedClientActions: actions });
    this.#expect('Handshake timed out. Please ensure that you have the latest version of the session manager plugin.');
  }

  /** Takes what the client sends before the session begins; anything but the awaited answer is left aside. */
  receive(payloadType: number, payload: Uint8Array): void {
    const awaited = { response: PayloadType.handshakeResponse, challenge: PayloadType.encryptionChallengeResponse };
    if (this.#step === 'key' || this.#step === 'over' || payloadType !== awaited[this.#step]) return;
    const content = parse(payload);
    if (this.#step === 'response') this.#takeResponse(content);
    else this.#takeChallenge(content);
  }

  stop(): void {
    this.#step = 'over';
    clearTimeout(this.#timer);
  }

  #takeResponse(content: Record<string, unknown>): void {
    const actions = Array.isArray(content.ProcessedClientActions)
      ? content.ProcessedClientActions.filter(isObject)
      : [];
    const refused = actions.find(({ ActionStatus }) => ActionStatus !== succeeded);
    if (refused) {
      this.#fail(
        `${String(refused.ActionType)} failed on client with status ${String(refused.ActionStatus)} error: ${String(refused.Error)}`,
      );
      return;
    }
    const done = new Map(actions.map((action) => [action.ActionType, action.ActionResult]));
    if (!done.has('SessionType')) {
      this.#fail('The client did not process the session type.');
      return;
    }
    this.#clientVersion = typeof content.ClientVersion === 'string' ? content.ClientVersion : '';
    if (!this.#options.wishes.kmsKeyId) {
      this.#complete('');
      return;
    }
    const result = done.get('KMSEncryption');
    this.#step = 'key';
    void this.#takeKey(isObject(result) ? result : {});
  }

  async #takeKey(result: Record<string, unknown>): Promise<void> {
    const { sessionId, instanceId, wishes, decryptKey, send } = this.#options;
    const acknowledged = result.ChallengeAcknowledgement === true;
    if (wishes.randomChallenge === 'required' && !acknowledged) {
      this.#fail('The client does not answer the KMS challenge. Please update the session manager plugin.');
      return;
    }
    try {
      const context: Record<string, string> = { 'aws:ssm:SessionId': sessionId, 'aws:ssm:TargetId': instanceId };
      if (acknowledged && this.#randomChallenge) context['aws:ssm:RandomChallenge'] = this.#randomChallenge;
      this.#cipher = new SessionCipher(await decryptKey(String(result.KMSCipherTextKey), context));
    } catch (error) {
      this.#fail(`Fetching data key failed: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    if (this.#step !== 'key') return;
    this.#step = 'challenge';
    const sealed = this.#cipher.encrypt(this.#challenge).toString('base64');
    send(PayloadType.encryptionChallengeRequest, Buffer.from(JSON.stringify({ Challenge: sealed })));
    this.#expect('Timed out waiting for encryption challenge.');
  }

  /** A wrong answer is not refused: the wait for the right one runs out. */
  #takeChallenge(content: Record<string, unknown>): void {
    const answer = this.#cipher?.decrypt(Buffer.from(String(content.Challenge), 'base64'));
    if (answer?.length !== challengeBytes || !timingSafeEqual(answer, this.#challenge)) return;
    this.#complete('This session is encrypted using AWS KMS.');
  }

  #complete(customerMessage: string): void {
    this.stop();
    const nanoseconds = (this.#options.now() - this.#startedAt) * 1_000_000;
    this.#say(PayloadType.handshakeComplete, {
      HandshakeTimeToComplete: nanoseconds,
      CustomerMessage: customerMessage,
    });
    this.#options.onDone({ clientVersion: this.#clientVersion, cipher: this.#cipher });
  }

  #expect(otherwise: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail(otherwise), answerWithinMs);
  }

  #fail(reason: string): void {
    if (this.#step === 'over') return;
    this.stop();
    this.#options.onFailed(`Encountered error while initiating handshake. ${reason}`);
  }

  #say(payloadType: number, content: unknown): void {
    this.#options.send(payloadType, Buffer.from(JSON.stringify(content)));
  }
}

function parse(payload: Uint8Array): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
    return isObject(content) ? content : {};
  } catch {
    return {};
  }
}
