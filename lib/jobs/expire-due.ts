import { expireDue } from '../use-cases/requests/expire-due';
import type { RoundJob } from './job';

/** Lapses requests and expires grants whose time has come. */
export const expireDueJob: RoundJob = { name: 'expire-due', run: expireDue };
