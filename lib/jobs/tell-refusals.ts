import { tellRefusals } from '../use-cases/audit/count-refusal';
import type { RoundJob } from './job';

/** Puts on record how often the same was refused again in windows that are over. */
export const tellRefusalsJob: RoundJob = { name: 'tell-refusals', run: tellRefusals };
