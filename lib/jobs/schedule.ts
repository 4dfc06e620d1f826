import { cleanUpJob } from './clean-up';
import { discoverNodesJob } from './discover-nodes';
import { endOrphanSessionsJob } from './end-orphan-sessions';
import { endOverdueJob } from './end-overdue';
import { expireDueJob } from './expire-due';
import type { RoundJob } from './job';
import { reconcileJob } from './reconcile';
import { stopUnusedJob } from './stop-unused';
import { tellRefusalsJob } from './tell-refusals';

export type Round = { job: RoundJob; everySeconds: number };

/** What comes round, and how often. Each also runs once at the start. */
export const SCHEDULE: readonly Round[] = [
  { job: expireDueJob, everySeconds: 2 },
  { job: endOverdueJob, everySeconds: 2 },
  { job: stopUnusedJob, everySeconds: 30 },
  { job: reconcileJob, everySeconds: 30 },
  { job: endOrphanSessionsJob, everySeconds: 60 },
  { job: tellRefusalsJob, everySeconds: 60 },
  { job: discoverNodesJob, everySeconds: 60 },
  { job: cleanUpJob, everySeconds: 3_600 },
];
