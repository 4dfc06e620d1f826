import type { Deps } from '../use-cases/deps';
import type { JobQueue } from '../use-cases/ports';
import type { RowJob } from './job';
import { launchBastionJob } from './launch-bastion';
import { openQueue } from './queue';
import { type Round, SCHEDULE } from './schedule';
import { stopBastionJob } from './stop-bastion';

const ROW_JOBS: readonly RowJob[] = [launchBastionJob, stopBastionJob];
/** A round that takes longer than this is given up and comes again. */
const ROUND_EXPIRES_SECONDS = 120;

/**
 * Opens the queue and does its jobs in this process until stopped: work on rows when asked for, and the schedule's rounds,
 * each at most once at a time in all processes together. The queue is also the `jobs` of everybody's deps.
 */
export async function startJobs(
  deps: Omit<Deps, 'jobs'>,
  { schedule = SCHEDULE }: { schedule?: readonly Round[] } = {},
): Promise<{ queue: JobQueue; stop(): Promise<void> }> {
  const queue = await openQueue(deps.db.url, deps.log, { works: true });
  const all: Deps = { ...deps, jobs: queue };
  for (const { name, concurrency, expireSeconds, run } of ROW_JOBS) {
    // Trouble with the cloud is waited out inside; what is left are surprises, tried again a few times, then at each reconcile.
    await queue.work({ name, concurrency, expireSeconds, retries: 5 }, (rowId, signal) => run(all, rowId, signal));
  }
  for (const { job } of schedule) {
    const work = { name: job.name, concurrency: 1, expireSeconds: ROUND_EXPIRES_SECONDS, retries: 0 };
    await queue.work(work, async () => {
      await job.run(all);
    });
  }

  const ask = ({ job }: Round) =>
    queue.send(job.name).catch((error: unknown) => deps.log.warn({ err: error, job: job.name }, 'a round was missed'));
  const timers = schedule.map((round) => setInterval(() => void ask(round), round.everySeconds * 1_000));
  await Promise.all(schedule.map(ask));

  return {
    queue,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await queue.stop();
    },
  };
}
