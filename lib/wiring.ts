import { randomUUID } from 'node:crypto';
import { openAwsClients } from './aws/clients';
import { cloudAgents } from './aws/cloud-agents';
import { cloudBastions } from './aws/cloud-bastions';
import { cloudNodes } from './aws/cloud-nodes';
import type { Config } from './config';
import { openDatabase } from './db/client';
import { openQueue, type Queue } from './jobs/queue';
import { type Log, openLog } from './log';
import type { Deps } from './use-cases/deps';
import type { JobQueue } from './use-cases/ports';

/** Deps with what they hold open. */
export type WiredDeps = Deps & {
  /** Lets go of connections and clients; the deps are of no use afterwards. */
  close(): Promise<void>;
};

/** Joins the ports and who implements them. Nothing is connected until it is used. */
export function buildDeps(config: Config): WiredDeps {
  const log = openLog(config.LOG_LEVEL);
  const db = openDatabase(config.DATABASE_URL, config.DATABASE_POOL);
  const clients = openAwsClients();
  const clock = { now: () => new Date() };
  const jobs = queueOnDemand(config.DATABASE_URL, log);
  return {
    db,
    bastions: cloudBastions(clients),
    agents: cloudAgents(clients, clock),
    nodes: cloudNodes(clients),
    jobs,
    clock,
    newId: randomUUID,
    limits: {
      signInHours: config.SIGN_IN_HOURS,
      groupsMaxAgeMinutes: config.GROUPS_MAX_AGE_MINUTES,
      requestLapseHours: config.REQUEST_LAPSE_HOURS,
      terminalsPerPerson: config.TERMINALS_PER_PERSON,
    },
    log,
    async close() {
      await jobs.close();
      clients.close();
      await db.close();
    },
  };
}

/** The queue as somebody sees it who only asks for work, opened at the first nudge. A nudge may be lost: the rows are the truth. */
function queueOnDemand(url: string, log: Log): JobQueue & { close(): Promise<void> } {
  let opened: Promise<Queue> | null = null;
  const queue = (): Promise<Queue> => {
    opened ??= openQueue(url, log, { works: false }).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const nudge = async (ask: (open: Queue) => Promise<void>) => {
    try {
      await ask(await queue());
    } catch (error) {
      log.warn({ err: error }, 'a nudge was lost');
    }
  };
  return {
    launchBastion: (bastionId) => nudge((open) => open.launchBastion(bastionId)),
    stopBastion: (bastionId) => nudge((open) => open.stopBastion(bastionId)),
    async close() {
      const open = await opened?.catch(() => null);
      await open?.stop();
    },
  };
}
