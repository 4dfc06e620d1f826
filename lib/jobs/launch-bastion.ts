import type { BastionId } from '../domain/ids';
import { launchBastion } from '../use-cases/bastions/launch';
import { following } from './following';
import type { RowJob } from './job';

/** Follows one launch to its end. Many at once: each is mostly waiting, and their questions to ECS are gathered. */
export const launchBastionJob: RowJob = {
  name: 'launch-bastion',
  concurrency: 20,
  expireSeconds: 15 * 60,
  run: (deps, rowId, signal) => launchBastion(deps, rowId as BastionId, following(1_000, signal)),
};
