import { countOpenTerminalsOn, findBastion } from '../../db/bastions';
import { findEnvironment } from '../../db/environments';
import type { Bastion } from '../../domain/bastions/bastion';
import { bastionStopped } from '../../domain/bastions/transitions';
import { CloudError } from '../../domain/cloud-error';
import type { BastionId } from '../../domain/ids';
import type { Environment } from '../../domain/targets/environment';
import type { Deps } from '../deps';
import type { BastionTask } from '../ports';
import type { Following } from './following';
import { saveBastionChange } from './save-change';

/** How long terminals get to close in good order before their task is stopped under them. */
const TERMINALS_MS = 3_000;
/** How long a stopping task is followed; the reconcile job goes on from there. */
const FOLLOW_MS = 150_000;

/**
 * Stops the task of a stopping bastion and marks the row once ECS says that it is gone. May be cut off and called again at
 * any point; does nothing for a row in any other state.
 */
export async function finishStopping(deps: Deps, bastionId: BastionId, { wait, signal }: Following): Promise<void> {
  const bastion = await findBastion(deps.db.prisma, bastionId);
  if (bastion?.status !== 'stopping') return;
  const environment = await findEnvironment(deps.db.prisma, bastion.environmentId);
  if (!environment) return;

  const begunAt = deps.clock.now().getTime();
  const elapsedMs = () => deps.clock.now().getTime() - begunAt;
  while (
    !signal?.aborted &&
    elapsedMs() < TERMINALS_MS &&
    (await countOpenTerminalsOn(deps.db.prisma, bastionId)) > 0
  ) {
    await wait();
  }
  const asked = new Set<string>();
  while (!signal?.aborted && elapsedMs() < FOLLOW_MS) {
    try {
      const tasks = await tasksOf(deps, environment, bastion);
      if (tasks.every(isGone)) {
        const at = deps.clock.now();
        await saveBastionChange(deps, bastion, bastionStopped(bastion, 'stopped', at), { actor: 'postern', at });
        return;
      }
      for (const { taskArn, phase } of tasks) {
        if (phase === 'stopping' || phase === 'stopped' || asked.has(taskArn)) continue;
        await deps.bastions.stop(environment, taskArn, `Postern: ${bastion.stopReason ?? 'stopped'}`);
        asked.add(taskArn);
      }
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      deps.log.warn({ bastion: bastion.number, code: error.code, kind: error.kind }, 'stop held up by the cloud');
    }
    await wait();
  }
}

/** The row's own task, and while it names none, whatever runs under its tag: RunTask may have been cut off from its answer. */
async function tasksOf(deps: Deps, environment: Environment, bastion: Bastion): Promise<BastionTask[]> {
  if (bastion.taskArn) return deps.bastions.describe(environment, [bastion.taskArn]);
  const tasks = await deps.bastions.list(environment);
  return tasks.filter(({ bastionId }) => bastionId === bastion.id);
}

function isGone({ phase }: BastionTask): boolean {
  return phase === 'stopped' || phase === 'missing';
}
