import type { Deps } from '../use-cases/deps';

export const JOB_NAMES = [
  'launch-bastion',
  'stop-bastion',
  'stop-unused',
  'reconcile',
  'expire-due',
  'end-overdue',
  'end-orphan-sessions',
  'clean-up',
  'tell-refusals',
  'discover-nodes',
] as const;
export type JobName = (typeof JOB_NAMES)[number];

/** Work for one row, at most one at a time for each row. */
export type RowJob = {
  name: 'launch-bastion' | 'stop-bastion';
  /** How many rows one process works on at once. */
  concurrency: number;
  /** Longest run of one attempt, in seconds. */
  expireSeconds: number;
  run(deps: Deps, rowId: string, signal: AbortSignal): Promise<void>;
};

/** Work that comes round, at most one at a time everywhere. */
export type RoundJob = {
  name: Exclude<JobName, RowJob['name']>;
  run(deps: Deps): Promise<unknown>;
};
