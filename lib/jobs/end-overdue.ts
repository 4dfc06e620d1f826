import { endOverdueTerminals } from '../use-cases/terminals/end-overdue';
import type { RoundJob } from './job';

/** Ends terminals that their bridge did not end, or that have none. */
export const endOverdueJob: RoundJob = { name: 'end-overdue', run: endOverdueTerminals };
