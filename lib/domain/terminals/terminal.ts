import type { BastionId, BridgeId, EnvironmentId, GrantId, PersonId, SignInId, TargetId, TerminalId } from '../ids';

export type TerminalStatus = 'opening' | 'live' | 'ended';

/** Why a terminal ended. One word each in the record; the sentence is the door's. */
export type TerminalEndReason =
  | 'exited'
  | 'closedByAws'
  | 'grantEnded'
  | 'grantRevoked'
  | 'notAllowed'
  | 'targetGone'
  | 'endedByAdministrator'
  | 'endedByOwner'
  | 'idle'
  | 'maximumTime'
  | 'signedOut'
  | 'abandoned'
  | 'bastionFailed'
  | 'bastionStopped'
  | 'lineLost'
  | 'resumeRefused'
  | 'recorderFailed'
  | 'protocolBroken'
  | 'agentRefused';

/** One person's live shell and, afterwards, its recording. */
export type Terminal = {
  id: TerminalId;
  /** Shown as T-20418. */
  number: number;
  personId: PersonId;
  signInId: SignInId;
  targetId: TargetId;
  environmentId: EnvironmentId;
  grantId: GrantId;
  bastionId: BastionId | null;
  bridgeId: BridgeId | null;
  status: TerminalStatus;
  cols: number;
  rows: number;
  createdAt: Date;
  openedAt: Date | null;
  endedAt: Date | null;
  endRequestedAt: Date | null;
  endReason: TerminalEndReason | null;
  endNote: string | null;
  endedById: PersonId | null;
  agentSessionId: string | null;
  streamUrl: string | null;
  inputReserved: bigint;
  lastInputAt: Date | null;
  detachedAt: Date | null;
  outputBytes: bigint;
};
