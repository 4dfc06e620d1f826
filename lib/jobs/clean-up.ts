import { cleanUp } from '../use-cases/upkeep/clean-up';
import type { RoundJob } from './job';

/** Removes what is of no use any more. */
export const cleanUpJob: RoundJob = { name: 'clean-up', run: cleanUp };
