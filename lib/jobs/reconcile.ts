import { reconcileBastions } from '../use-cases/bastions/reconcile';
import type { RoundJob } from './job';

/** Makes rows and ECS agree. */
export const reconcileJob: RoundJob = { name: 'reconcile', run: reconcileBastions };
