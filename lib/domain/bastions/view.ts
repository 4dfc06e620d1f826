import type { PersonView } from '../people/view';
import type { EnvironmentView } from '../targets/view';
import type { BastionStatus, BastionStep } from './bastion';

export type BastionRow = {
  id: string;
  number: number;
  environment: EnvironmentView;
  status: BastionStatus;
  /** Launching for much longer than usual. */
  stuck: boolean;
  person: PersonView | null;
  steps: { step: BastionStep; at: number }[];
  terminals: number;
  people: PersonView[];
  createdAt: number;
  readyAt: number | null;
  lastUsedAt: number;
  endedAt: number | null;
  stopReason: string | null;
  failure: { cause: string; check: string; code: string; text: string } | null;
  taskArn: string | null;
  acts: { drain: boolean; stop: boolean };
};
