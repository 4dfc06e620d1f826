import { randomUUID } from 'node:crypto';
import type { Config } from './config';
import { openDatabase } from './db/client';
import { openLog } from './log';
import type { Deps } from './use-cases/deps';

/** Builds what verbs need from the configuration; opens no connection yet. */
export function buildDeps(config: Config): Deps {
  const missing = () => Promise.reject(new Error('the cloud is not wired on this side yet'));
  return {
    db: openDatabase(config.DATABASE_URL, config.DATABASE_POOL),
    bastions: { run: missing, describe: missing, list: missing, stop: missing },
    agents: { start: missing, resume: missing, end: missing },
    jobs: { launchBastion: missing, stopBastion: missing },
    clock: { now: () => new Date() },
    newId: randomUUID,
    limits: {
      signInHours: config.SIGN_IN_HOURS,
      groupsMaxAgeMinutes: config.GROUPS_MAX_AGE_MINUTES,
      requestLapseHours: config.REQUEST_LAPSE_HOURS,
      terminalsPerPerson: config.TERMINALS_PER_PERSON,
    },
    log: openLog(config.LOG_LEVEL),
  };
}
