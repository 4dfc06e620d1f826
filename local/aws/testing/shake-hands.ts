import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { PayloadType } from '../../../lib/agent-wire';
import type { RawClient } from './raw-client';
import { present } from './stage';

interface Action {
  ActionType: string;
  ActionParameters: Record<string, unknown>;
}

interface Options {
  clientVersion?: string;
  kms?: KMSClient;
  /** What the encryption context says; the session's own by default. */
  sessionId?: string;
  target?: string;
  answersChallenge?: boolean;
}

/** The client's half of a handshake, as the reference client has it; gives the requested actions and, of an encrypted session, its seal. */
export async function shakeHands(client: RawClient, options: Options = {}): Promise<{ actions: Action[]; seal: Seal }> {
  const asked = await message(client, PayloadType.handshakeRequest);
  const actions = asked.RequestedClientActions as Action[];
  const processed = [];
  let dataKey: Uint8Array | undefined;
  for (const { ActionType, ActionParameters } of actions) {
    let ActionResult: unknown = null;
    if (ActionType === 'KMSEncryption') {
      const context: Record<string, string> = {
        'aws:ssm:SessionId': options.sessionId ?? '',
        'aws:ssm:TargetId': options.target ?? '',
      };
      if (options.answersChallenge) context['aws:ssm:RandomChallenge'] = String(ActionParameters.Challenge);
      const made = await present(options.kms).send(
        new GenerateDataKeyCommand({
          KeyId: String(ActionParameters.KMSKeyId),
          NumberOfBytes: 64,
          EncryptionContext: context,
        }),
      );
      dataKey = made.Plaintext;
      ActionResult = {
        KMSCipherTextKey: Buffer.from(present(made.CiphertextBlob)).toString('base64'),
        KMSCipherTextHash: null,
        ...(options.answersChallenge ? { ChallengeAcknowledgement: true } : {}),
      };
    }
    processed.push({ ActionType, ActionStatus: 1, ActionResult, Error: '' });
  }
  const response = {
    ClientVersion: options.clientVersion ?? '1.2.677.0',
    ProcessedClientActions: processed,
    Errors: null,
  };
  client.send(PayloadType.handshakeResponse, Buffer.from(JSON.stringify(response)));
  const seal = new Seal(dataKey ?? new Uint8Array(64));
  if (!dataKey) return { actions, seal };
  await client.until(() => client.closed !== undefined || has(client, PayloadType.encryptionChallengeRequest));
  if (client.closed) return { actions, seal };
  const { Challenge } = await message(client, PayloadType.encryptionChallengeRequest);
  const answer = seal.close(seal.open(Buffer.from(String(Challenge), 'base64'))).toString('base64');
  client.send(PayloadType.encryptionChallengeResponse, Buffer.from(JSON.stringify({ Challenge: answer })));
  await message(client, PayloadType.handshakeComplete);
  return { actions, seal };
}

/** The client's end of an encrypted session. */
export class Seal {
  readonly #key: Uint8Array;

  constructor(dataKey: Uint8Array) {
    this.#key = dataKey;
  }

  readonly open = (sealed: Uint8Array): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', this.#key.subarray(0, 32), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  };

  close(plaintext: Uint8Array): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key.subarray(32), nonce);
    return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }
}

/** The parsed payload of the first message of a type, once it has come. */
export async function message(client: RawClient, payloadType: number): Promise<Record<string, unknown>> {
  await client.until(() => has(client, payloadType));
  const frame = client.frames.find((one) => one.payloadType === payloadType);
  return JSON.parse(Buffer.from(present(frame).payload).toString('utf8'));
}

function has(client: RawClient, payloadType: number): boolean {
  return client.frames.some((frame) => frame.payloadType === payloadType);
}
