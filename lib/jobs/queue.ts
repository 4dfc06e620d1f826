import { type Job, PgBoss } from 'pg-boss';
import type { Log } from '../log';
import type { JobQueue } from '../use-cases/ports';
import { JOB_NAMES, type JobName } from './job';

/** A worker that says nothing for this long is taken for dead, and its job is given to another. The least pg-boss allows. */
const HEARTBEAT_SECONDS = 10;
const STOP_MS = 5_000;

export type Work = { name: JobName; concurrency: number; expireSeconds: number; retries: number };

export type Queue = JobQueue & {
  /** Asks for one run; nothing is added while one for the same row waits or runs. */
  send(name: JobName, rowId?: string): Promise<void>;
  /** Works on jobs of a name until the queue is stopped. The signal tells of the stop, and of a job that was given to another. */
  work(work: Work, run: (rowId: string, signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Tells running jobs to return, waits a few seconds for them, and closes the connections. */
  stop(): Promise<void>;
};

/**
 * Opens the durable queue, which lives in a schema of its own in the same database. `works` says whether this process also
 * does jobs; one that only asks for them keeps no timers of its own.
 */
export async function openQueue(url: string, log: Log, { works }: { works: boolean }): Promise<Queue> {
  const stopping = new AbortController();
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'postern-jobs',
    schema: 'pgboss',
    max: works ? 4 : 2,
    schedule: false,
    supervise: works,
    useListenNotify: works,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    maintenanceIntervalSeconds: 300,
  });
  boss.on('error', (error: unknown) => log.error({ err: error }, 'the job queue has trouble'));
  boss.on('warning', (warning) => log.warn({ warning }, 'the job queue warns'));
  await boss.start();
  for (const name of JOB_NAMES) await boss.createQueue(name, { policy: 'exclusive', notify: true });

  async function send(name: JobName, rowId?: string): Promise<void> {
    await boss.send(name, { rowId: rowId ?? '' }, { singletonKey: rowId ?? name });
  }

  /** The row is the truth and the reconcile job reads it, so a nudge that is lost only delays. */
  async function nudge(name: JobName, rowId: string): Promise<void> {
    await send(name, rowId).catch((error: unknown) => log.warn({ err: error, job: name }, 'a nudge was lost'));
  }

  return {
    send,
    launchBastion: (bastionId) => nudge('launch-bastion', bastionId),
    stopBastion: (bastionId) => nudge('stop-bastion', bastionId),
    async work({ name, concurrency, expireSeconds, retries }, run) {
      await boss.updateQueue(name, {
        expireInSeconds: expireSeconds,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        retryLimit: retries,
        retryDelay: 1,
        retryBackoff: true,
        retryDelayMax: 30,
        deleteAfterSeconds: 600,
      });
      await boss.work<{ rowId: string }>(
        name,
        { localConcurrency: concurrency, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5 },
        async ([job]: Job<{ rowId: string }>[]) => {
          if (!job || stopping.signal.aborted) return;
          try {
            await run(job.data.rowId, AbortSignal.any([job.signal, stopping.signal]));
          } catch (error) {
            log.error({ err: error, job: name, row: job.data.rowId, attempt: job.retryCount }, 'a job failed');
            throw error;
          }
        },
      );
    },
    async stop() {
      stopping.abort();
      await boss.stop({ graceful: true, timeout: STOP_MS });
    },
  };
}
