import { writeAudit } from '../../db/audit';
import { findBastion, listEnvironmentIdsWithBastions, listLivingBastions } from '../../db/bastions';
import { findEnvironment } from '../../db/environments';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { Bastion } from '../../domain/bastions/bastion';
import { bastionStopped, stopBastion } from '../../domain/bastions/transitions';
import { CloudError } from '../../domain/cloud-error';
import { type BastionId, isId } from '../../domain/ids';
import type { Environment } from '../../domain/targets/environment';
import type { Deps } from '../deps';
import type { BastionTask } from '../ports';
import { endTerminalsOn } from './end-terminals-on';
import { saveBastionChange } from './save-change';

/** Whoever ends a row stops its task right after; only then is a task that still runs an orphan. */
const BEING_STOPPED_MS = 15_000;

/**
 * Compares the rows with what ECS runs and takes the next step for whatever does not agree: goes on with launches and stops,
 * ends rows whose task is gone, stops tasks of ours that no living row stands for. An environment whose cloud does not
 * answer is left for the next round.
 */
export async function reconcileBastions(deps: Deps): Promise<void> {
  for (const id of await listEnvironmentIdsWithBastions(deps.db.prisma)) {
    const environment = await findEnvironment(deps.db.prisma, id);
    if (!environment) continue;
    try {
      await reconcileEnvironment(deps, environment);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const { code, kind, message } = error;
      deps.log.warn(
        { environment: environment.name, code, kind, text: message },
        'bastions could not be compared with ECS',
      );
    }
  }
}

async function reconcileEnvironment(deps: Deps, environment: Environment): Promise<void> {
  // Tasks before rows: every task's row was committed before the task was asked for, so none is taken for an orphan.
  const running = await deps.bastions.list(environment);
  const living = await listLivingBastions(deps.db.prisma, environment.id);
  const listed = new Map(running.map((task) => [task.taskArn, task]));
  const unlisted = living.flatMap(({ taskArn }) => (taskArn && !listed.has(taskArn) ? [taskArn] : []));
  const described = await deps.bastions.describe(environment, unlisted);
  const tasks = new Map([...running, ...described].map((task) => [task.taskArn, task]));

  for (const bastion of living) {
    await reconcileRow(deps, bastion, bastion.taskArn ? tasks.get(bastion.taskArn) : undefined);
  }
  for (const task of running) await stopIfOrphan(deps, environment, task);
}

/** Takes a living row one step on. Launching and stopping rows are finished by their own jobs. */
async function reconcileRow(deps: Deps, bastion: Bastion, task: BastionTask | undefined): Promise<void> {
  if (bastion.status === 'launching') return deps.jobs.launchBastion(bastion.id);
  if (bastion.status === 'stopping') return deps.jobs.stopBastion(bastion.id);
  if (!task || task.phase === 'pending' || task.phase === 'provisioning' || task.phase === 'running') return;

  const at = deps.clock.now();
  const gone = task.phase === 'stopped' || task.phase === 'missing';
  const reason = [task.stopCode, task.stopText].filter(Boolean).join(': ') || 'TaskMissing';
  const decided = gone ? bastionStopped(bastion, reason, at) : stopBastion(bastion, reason);
  const saved = await saveBastionChange(deps, bastion, decided, {
    actor: 'postern',
    at,
    also: (tx) => endTerminalsOn(tx, bastion, { reason: 'bastionStopped', note: null, byId: null, at }),
  });
  if (saved && !gone) await deps.jobs.stopBastion(bastion.id);
}

/** Stops a task under our tag whose row is unknown, has ended, or stands for another task. */
async function stopIfOrphan(deps: Deps, environment: Environment, task: BastionTask): Promise<void> {
  if (task.phase === 'stopping' || task.phase === 'stopped') return;
  const named = task.bastionId !== null && isId(task.bastionId);
  const bastion = named ? await findBastion(deps.db.prisma, task.bastionId as BastionId) : null;
  const isItsOwn = bastion !== null && (bastion.taskArn === null || bastion.taskArn === task.taskArn);
  const endedMsAgo = bastion?.endedAt ? deps.clock.now().getTime() - bastion.endedAt.getTime() : 0;
  if (isItsOwn && endedMsAgo < BEING_STOPPED_MS) return;
  await deps.bastions.stop(environment, task.taskArn, 'Postern: no row stands for this task');
  await inTransaction(deps.db, (tx) =>
    writeAudit(tx, {
      actor: 'postern',
      at: deps.clock.now(),
      events: [
        auditEvent(
          'bastion.orphanStopped',
          { taskArn: task.taskArn },
          { environmentId: environment.id, ...(bastion ? { bastionId: bastion.id } : {}) },
        ),
      ],
    }),
  );
}
