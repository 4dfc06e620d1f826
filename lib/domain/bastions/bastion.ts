import type { BastionId, EnvironmentId, PersonId } from '../ids';

export type BastionStatus = 'launching' | 'running' | 'draining' | 'stopping' | 'stopped' | 'failed';

/** What a launch goes through, in order, as the waiting person sees it. */
export const BASTION_STEPS = ['asked', 'placed', 'networkAttached', 'imagePulled', 'agentConnected'] as const;
export type BastionStep = (typeof BASTION_STEPS)[number];

/** One Fargate task that reaches targets. The row is the intent; the task follows it. */
export type Bastion = {
  id: BastionId;
  number: number;
  environmentId: EnvironmentId;
  /** Whose it is where each person has their own; null when shared. */
  personId: PersonId | null;
  status: BastionStatus;
  clientToken: string;
  taskArn: string | null;
  runtimeId: string | null;
  /** When each step was reached; steps not reached are absent. */
  steps: readonly { step: BastionStep; at: Date }[];
  createdAt: Date;
  readyAt: Date | null;
  lastUsedAt: Date;
  stopReason: string | null;
  failureCode: string | null;
  failureText: string | null;
  endedAt: Date | null;
};
