import { findBastion } from '../../db/bastions';
import { findEnvironment } from '../../db/environments';
import type { Bastion, BastionStep } from '../../domain/bastions/bastion';
import { AGENT_NEVER_CONNECTED, TIMED_OUT } from '../../domain/bastions/explain-failure';
import { launchOverdue } from '../../domain/bastions/needs-stopping';
import { bastionFailed, bastionPlaced, bastionReady, stepReached } from '../../domain/bastions/transitions';
import { CloudError } from '../../domain/cloud-error';
import type { BastionId } from '../../domain/ids';
import type { Environment } from '../../domain/targets/environment';
import type { Deps } from '../deps';
import type { BastionTask } from '../ports';
import { endTerminalsOn } from './end-terminals-on';
import type { Following } from './following';
import { saveBastionChange } from './save-change';

/** ECS may not know a task for this long after it has started it. */
const UNKNOWN_AT_FIRST_MS = 60_000;
/** Failures that no repetition mends. */
const FINAL = new Set<CloudError['kind']>(['denied', 'notFound', 'rejected']);

/**
 * Makes the task that a launching row asks for and follows it until it can be entered or has failed; each step is on the
 * row as it is reached. May be cut off and called again at any point: RunTask carries the row's own token, and every
 * change expects the row as it was read. Does nothing for a row in any other state; returns early when `signal` aborts.
 */
export async function launchBastion(deps: Deps, bastionId: BastionId, { wait, signal }: Following): Promise<void> {
  let trouble: CloudError | null = null;
  while (!signal?.aborted) {
    const bastion = await findBastion(deps.db.prisma, bastionId);
    const environment = bastion && (await findEnvironment(deps.db.prisma, bastion.environmentId));
    if (!environment || bastion.status !== 'launching') return;
    const outcome: Outcome = launchOverdue(bastion, deps.clock.now())
      ? { trouble: trouble ?? timedOut(bastion), final: true }
      : await advance(deps, environment, bastion);
    trouble = outcome?.trouble ?? null;
    if (outcome?.final) await fail(deps, environment, bastion, outcome.trouble);
    await wait();
  }
}

type Outcome = { trouble: CloudError; final: boolean } | null;

/** One step forward; answers what the cloud had against it, and whether that is the end of the launch. */
async function advance(deps: Deps, environment: Environment, bastion: Bastion): Promise<Outcome> {
  try {
    await (bastion.taskArn === null
      ? place(deps, environment, bastion)
      : follow(deps, environment, bastion, bastion.taskArn));
    return null;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    deps.log.warn({ bastion: bastion.number, code: error.code, kind: error.kind }, 'launch held up by the cloud');
    return { trouble: error, final: FINAL.has(error.kind) };
  }
}

/** One look at the task and what follows from it. */
async function follow(deps: Deps, environment: Environment, bastion: Bastion, taskArn: string): Promise<void> {
  const [task] = await deps.bastions.describe(environment, [taskArn]);
  const at = deps.clock.now();
  if (!task || task.phase === 'missing') {
    const placedAt = bastion.steps.find(({ step }) => step === 'placed')?.at ?? bastion.createdAt;
    if (at.getTime() - placedAt.getTime() <= UNKNOWN_AT_FIRST_MS) return;
    throw new CloudError('notFound', 'TaskMissing', 'ECS no longer knows the task it started.');
  }
  if (task.phase === 'stopped') {
    throw new CloudError('rejected', task.stopCode ?? 'TaskStopped', task.stopText ?? 'The task stopped.');
  }
  if (task.agentStopped) throw new CloudError('rejected', AGENT_NEVER_CONNECTED, task.agentStopped);

  const step = lastStepOf(task);
  if (step === 'agentConnected' && task.runtimeId) {
    await saveBastionChange(deps, bastion, bastionReady(bastion, task.runtimeId, at), { actor: 'postern', at });
  } else if (step) {
    await saveBastionChange(deps, bastion, stepReached(bastion, step, at), { actor: 'postern', at });
  }
}

/** RunTask, then its outcome; a bastion that was given up meanwhile gets its task stopped again. */
async function place(deps: Deps, environment: Environment, bastion: Bastion): Promise<void> {
  const { taskArn } = await deps.bastions.run(environment, bastion);
  const at = deps.clock.now();
  if (await saveBastionChange(deps, bastion, bastionPlaced(bastion, taskArn, at), { actor: 'postern', at })) return;
  const now = await findBastion(deps.db.prisma, bastion.id);
  if (now?.taskArn !== taskArn) await deps.bastions.stop(environment, taskArn, 'Postern: no longer wanted');
}

async function fail(deps: Deps, environment: Environment, bastion: Bastion, why: CloudError): Promise<void> {
  const at = deps.clock.now();
  const failed = await saveBastionChange(deps, bastion, bastionFailed(bastion, why.code, why.message, at), {
    actor: 'postern',
    at,
    also: (tx) => endTerminalsOn(tx, bastion, { reason: 'bastionFailed', note: null, byId: null, at }),
  });
  // A row that has ended stands for no task: if this call is lost, the reconcile job stops the task as an orphan.
  if (failed && bastion.taskArn) await deps.bastions.stop(environment, bastion.taskArn, 'Postern: launch failed');
}

/** The furthest step a task has reached; those before it are implied. */
function lastStepOf(task: BastionTask): BastionStep | null {
  if (task.agentConnected) return 'agentConnected';
  if (task.imagePulled) return 'imagePulled';
  return task.networkAttached ? 'networkAttached' : null;
}

function timedOut(bastion: Bastion): CloudError {
  const reached = bastion.steps.at(-1)?.step ?? 'asked';
  const code = reached === 'imagePulled' ? AGENT_NEVER_CONNECTED : TIMED_OUT;
  return new CloudError('unknown', code, `Not ready in time; the last step reached was "${reached}".`);
}
