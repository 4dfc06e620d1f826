import { type AgentChannel, type EncryptionTerms, encodeEncryptionChallenge, PayloadType } from '../index';
import { agentCipher } from './agent-cipher';
import { aChannel, completeFromAgent, fromAgent, requestFromAgent, sessionTypeAction, T0 } from './channel-stage';

/** The key that the document of every encrypted scene names. */
export const KEY_ID = 'arn:aws:kms:eu-west-1:441022079313:key/6b1f2c3d';
/** Its data key in clear, and as KMS encrypted it. */
export const DATA_KEY = Buffer.from(Array.from({ length: 64 }, (_, at) => 3 * at + 1));
export const CIPHERTEXT = Buffer.from('the encrypted key');
/** What the agent proves its key with. */
export const SECRET = Buffer.from(Array.from({ length: 64 }, (_, at) => 255 - at));
/** What the key is bound to. */
export const encryption: EncryptionTerms = { sessionId: 'alice-0a1b2c3d4e5f60718', targetId: 'mi-0123456789abcdef0' };
/** The agent's half of the encryption. */
export const agent = agentCipher(DATA_KEY);

/** The actions an agent asks for. */
export const shell = sessionTypeAction('Standard_Stream');
export const kms = (challenge?: string) => ({
  actionType: 'KMSEncryption',
  parameters: { KMSKeyId: KEY_ID, ...(challenge === undefined ? {} : { Challenge: challenge }) },
});
/** A data key as its owner hands it over. */
export const aKey = () => ({ plaintext: Uint8Array.from(DATA_KEY), ciphertext: CIPHERTEXT });
/** The agent's challenge. */
export const challenge = (sequence: number, sealed: Uint8Array = agent.seal(SECRET)) =>
  fromAgent(sequence, encodeEncryptionChallenge(sealed), PayloadType.encryptionChallengeRequest);

/** A channel that waits for a data key. */
export function anAskedChannel(terms: EncryptionTerms = encryption): AgentChannel {
  const channel = aChannel({ encryption: terms });
  channel.open('token', T0);
  channel.receive(requestFromAgent(0, shell, kms()), T0);
  return channel;
}

/** A channel whose encrypted session has started; the agent's next message is number 3. */
export function anEncryptedChannel(): AgentChannel {
  const channel = anAskedChannel();
  channel.takeDataKey(aKey(), T0);
  channel.receive(challenge(1), T0);
  channel.receive(completeFromAgent(2), T0);
  return channel;
}
