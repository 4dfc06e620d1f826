import { endOrphanSessions } from '../use-cases/terminals/end-orphan-sessions';
import type { RoundJob } from './job';

/** Ends shells that no terminal stands for. */
export const endOrphanSessionsJob: RoundJob = { name: 'end-orphan-sessions', run: endOrphanSessions };
