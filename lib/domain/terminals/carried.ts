import type { BastionStatus, BastionStep } from '../bastions/bastion';
import type { PersonId } from '../ids';
import type { Environment } from '../targets/environment';
import type { WayIn } from '../targets/target';
import type { BoundingGrant } from './limits';
import type { Terminal, TerminalEndReason } from './terminal';

/** Everything a bridge needs to carry one terminal. */
export type CarriedTerminal = {
  terminal: Terminal;
  environment: Environment;
  way: WayIn;
  operator: { id: PersonId; name: string; email: string };
  requestNumber: number;
  /** Why the person asked for access, in their words. */
  requestReason: string;
};

/** The bastion a waiting terminal hopes for. */
export type AwaitedBastion = {
  status: BastionStatus;
  steps: readonly { step: BastionStep; at: Date }[];
  taskArn: string | null;
  runtimeId: string | null;
  failureCode: string | null;
  failureText: string | null;
};

/** What a bridge asks again and again about each terminal it carries: may it go on, and until when. */
export type Standing = {
  terminalId: string;
  /** Somebody decided that it must end. */
  endRequested: { reason: TerminalEndReason; note: string | null; by: string | null } | null;
  /** The person's grants for the target, whichever the terminal was opened under: any open one keeps it. */
  grants: readonly BoundingGrant[];
  signInRevokedAt: Date | null;
  personDeactivated: boolean;
  bastionStatus: BastionStatus | null;
  /** False when another bridge has taken it over. */
  mine: boolean;
  /** Names of those who are watching. */
  watchers: readonly string[];
};
