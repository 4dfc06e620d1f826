import { randomUUID } from 'node:crypto';
import { openAwsClients } from './aws/clients';
import { cloudAgents } from './aws/cloud-agents';
import { cloudBastions } from './aws/cloud-bastions';
import type { Config } from './config';
import { openDatabase } from './db/client';
import { openQueue, type Queue } from './jobs/queue';
import { openLog } from './log';
import type { Deps } from './use-cases/deps';
import type { JobQueue } from './use-cases/ports';

/** Builds what verbs need from the configuration; opens no connection yet. Two of everything live in one process: see ARCHITECTURE.md. */
export function buildDeps(config: Config): Deps {
  const log = openLog(config.LOG_LEVEL);
  const clock = { now: () => new Date() };
  const clients = openAwsClients();
  return {
    db: openDatabase(config.DATABASE_URL, config.DATABASE_POOL),
    bastions: cloudBastions(clients),
    agents: cloudAgents(clients, clock),
    jobs: askingQueue(() => openQueue(config.DATABASE_URL, log, { works: false })),
    clock,
    newId: randomUUID,
    limits: {
      signInHours: config.SIGN_IN_HOURS,
      groupsMaxAgeMinutes: config.GROUPS_MAX_AGE_MINUTES,
      requestLapseHours: config.REQUEST_LAPSE_HOURS,
      terminalsPerPerson: config.TERMINALS_PER_PERSON,
    },
    log,
  };
}

/** A queue that is opened when it is first asked for something; a failed opening is tried again at the next. */
function askingQueue(open: () => Promise<Queue>): JobQueue {
  let opening: Promise<Queue> | null = null;
  const queue = () => {
    opening ??= open().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  return {
    launchBastion: async (bastionId) => (await queue()).launchBastion(bastionId),
    stopBastion: async (bastionId) => (await queue()).stopBastion(bastionId),
  };
}
