import type { Database } from '../db/client';
import type { Log } from '../log';
import type { AgentSessions, BastionLauncher, Clock, JobQueue, NewId } from './ports';

/** Everything a verb may need; handed in by the wiring. */
export type Deps = {
  db: Database;
  bastions: BastionLauncher;
  agents: AgentSessions;
  jobs: JobQueue;
  clock: Clock;
  newId: NewId;
  log: Log;
};
