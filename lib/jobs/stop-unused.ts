import { stopUnusedBastions } from '../use-cases/bastions/stop-unused';
import type { RoundJob } from './job';

/** Gives up bastions that nobody needs. */
export const stopUnusedJob: RoundJob = { name: 'stop-unused', run: stopUnusedBastions };
