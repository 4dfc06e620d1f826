import type { Database } from '../db/client';
import type { Log } from '../log';
import type { AgentSessions, BastionLauncher, Clock, JobQueue, ManagedNodes, NewId } from './ports';

/** Numbers of the configuration that verbs decide with. */
export type Limits = {
  signInHours: number;
  groupsMaxAgeMinutes: number;
  requestLapseHours: number;
  terminalsPerPerson: number;
};

/** Everything a verb may need; handed in by the wiring. */
export type Deps = {
  db: Database;
  bastions: BastionLauncher;
  agents: AgentSessions;
  nodes: ManagedNodes;
  jobs: JobQueue;
  clock: Clock;
  newId: NewId;
  limits: Limits;
  log: Log;
};
