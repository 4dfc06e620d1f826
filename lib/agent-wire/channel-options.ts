import type { EncryptionTerms } from './client-handshake';
import type { ChannelLimits } from './limits';
import { WireError } from './wire-error';

/** Where a channel goes on after a crash: see `AgentChannel`. An encrypted session needs its data key back, which is copied. */
export type ResumePoint = { nextIncoming: bigint; nextOutgoing: bigint; fillFrom: bigint; dataKey?: Uint8Array };

export type AgentChannelOptions = {
  /** UUID, the same for every line this channel is opened on. */
  clientId: string;
  /** Four numbers with dots, at least 1.2.332.0: the agent chooses features by it. */
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
