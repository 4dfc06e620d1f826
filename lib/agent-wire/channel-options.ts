import type { EncryptionTerms } from './client-handshake';
import type { ChannelLimits } from './limits';
import { isNewerThan } from './version';
import { WireError } from './wire-error';

/** Agents want signs of life inside a multiplexed stream from clients up to this one, and cut a session off that shows none. */
const KEEPS_ALIVE_TO = '1.2.331.0';

/** Where a channel goes on after a crash: see `AgentChannel`. */
export type ResumePoint = {
  nextIncoming: bigint;
  nextOutgoing: bigint;
  fillFrom: bigint;
  /** Of an encrypted session; it is copied. */
  dataKey?: Uint8Array;
  /** The data key as KMS encrypted it: with it a handshake that the predecessor had not finished is brought to its end. */
  wrappedKey?: Uint8Array;
  /**
   * False when nothing of the screen has come yet. The session may then still be about to demand encryption, so input waits for its first
   * output. When absent, anything received counts as shown.
   */
  hasShown?: boolean;
};

export type AgentChannelOptions = {
  /** UUID, the same for every line this channel is opened on. */
  clientId: string;
  /** Four numbers with dots, above 1.2.331.0: the agent chooses features by it. */
  clientVersion: string;
  /** A fresh random UUID at each call. */
  newId: () => string;
  /** Without it an agent that demands encryption is told that there is none. */
  encryption?: EncryptionTerms;
  resume?: ResumePoint;
  limits?: Partial<ChannelLimits>;
};

/** Refuses numbers that cannot be where a predecessor stopped. */
export function requireResumePoint({ nextIncoming, nextOutgoing, fillFrom }: ResumePoint): void {
  if (nextIncoming < 0n || fillFrom < 0n || fillFrom > nextOutgoing) {
    throw new WireError('BAD_ARGUMENT', 'resume must have 0 <= fillFrom <= nextOutgoing and 0 <= nextIncoming');
  }
}

/** Refuses a version by which the agent would expect what this client does not do. */
export function requireClientVersion(version: string): void {
  if (!isNewerThan(version, KEEPS_ALIVE_TO)) {
    throw new WireError('BAD_ARGUMENT', `clientVersion must be four numbers above ${KEEPS_ALIVE_TO}`);
  }
}

/** The first frame of each line, as text: who we are, and the token that lets us in. */
export function openingMessage(token: string, { clientId, clientVersion, newId }: AgentChannelOptions): string {
  return JSON.stringify({
    MessageSchemaVersion: '1.0',
    RequestId: newId(),
    TokenValue: token,
    ClientId: clientId,
    ClientVersion: clientVersion,
  });
}
