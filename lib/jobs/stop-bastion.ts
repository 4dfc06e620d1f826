import type { BastionId } from '../domain/ids';
import { finishStopping } from '../use-cases/bastions/finish-stopping';
import { following } from './following';
import type { RowJob } from './job';

/** Follows one stop to its end. */
export const stopBastionJob: RowJob = {
  name: 'stop-bastion',
  concurrency: 10,
  expireSeconds: 5 * 60,
  run: (deps, rowId, signal) => finishStopping(deps, rowId as BastionId, following(500, signal)),
};
