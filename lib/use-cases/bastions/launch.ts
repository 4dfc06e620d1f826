import { setTimeout as pause } from 'node:timers/promises';
import { writeAudit } from '../../db/audit';
import { findBastion, moveBastion, recordBastionStep, recordBastionTask } from '../../db/bastions';
import { findEnvironment } from '../../db/environments';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { Bastion, BastionStep } from '../../domain/bastions/bastion';
import { CloudError } from '../../domain/cloud-error';
import type { BastionId } from '../../domain/ids';
import type { Environment } from '../../domain/targets/environment';
import type { Deps } from '../deps';
import type { BastionTask } from '../ports';
import { endTerminalsOn } from './end-terminals-on';

export type LaunchPace = {
  /** Pause between two looks at the task. */
  pollMs: number;
  /** A launch that takes longer than this has failed; counted from the row's creation, whoever follows it. */
  timeoutMs: number;
  /** A task just placed may be unknown to DescribeTasks for this long. */
  missingMs: number;
};

const PACE: LaunchPace = { pollMs: 1_000, timeoutMs: 5 * 60_000, missingMs: 60_000 };

/** Failures that no repetition mends. */
const FINAL = new Set<CloudError['kind']>(['denied', 'notFound', 'rejected']);

/**
 * Makes the task that a launching row asks for and follows it until it can be entered or has failed; each step is on the
 * row as it is reached. May be cut off and called again at any point: RunTask carries the row's own token, and every
 * change expects `launching`. Does nothing for a row in any other state; returns early when `signal` aborts.
 */
export async function launchBastion(
  deps: Deps,
  bastionId: BastionId,
  { signal, ...pace }: Partial<LaunchPace> & { signal?: AbortSignal } = {},
): Promise<void> {
  const { pollMs, timeoutMs, missingMs } = { ...PACE, ...pace };
  let trouble: CloudError | null = null;
  while (!signal?.aborted) {
    const bastion = await findBastion(deps.db.prisma, bastionId);
    if (bastion?.status !== 'launching') return;
    const environment = await findEnvironment(deps.db.prisma, bastion.environmentId);
    if (!environment) return;
    if (deps.clock.now().getTime() - bastion.createdAt.getTime() > timeoutMs) {
      await failLaunch(deps, environment, bastion, trouble ?? timedOut(bastion));
      return;
    }
    try {
      await advance(deps, environment, bastion, missingMs);
      trouble = null;
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      if (FINAL.has(error.kind)) return failLaunch(deps, environment, bastion, error);
      trouble = error;
      deps.log.warn({ bastion: bastion.number, code: error.code, kind: error.kind }, 'launch held up by the cloud');
    }
    // Aborting is not a failure: whoever runs the row next goes on from what it says.
    await pause(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

/** One look at a launching bastion and what follows from it. */
async function advance(deps: Deps, environment: Environment, bastion: Bastion, missingMs: number): Promise<void> {
  const { taskArn } = bastion;
  if (taskArn === null) return place(deps, environment, bastion);
  const [task] = await deps.bastions.describe(environment, [taskArn]);
  if (!task || task.phase === 'missing') {
    const placedAt = bastion.steps.find(({ step }) => step === 'placed')?.at ?? bastion.createdAt;
    if (deps.clock.now().getTime() - placedAt.getTime() <= missingMs) return;
    throw new CloudError('notFound', 'TaskMissing', 'ECS no longer knows the task it started.');
  }
  if (task.phase === 'stopped') {
    throw new CloudError('rejected', task.stopCode ?? 'TaskStopped', task.stopText ?? 'The task stopped.');
  }
  if (task.agentStopped) throw new CloudError('rejected', 'AgentStopped', task.agentStopped);
  for (const step of newSteps(bastion, task)) {
    await recordBastionStep(deps.db.prisma, bastion.id, step, deps.clock.now());
  }
  if (task.agentConnected && task.runtimeId) await becomeReady(deps, bastion, taskArn, task.runtimeId);
}

/** RunTask, then its outcome; a bastion that was given up meanwhile gets its task stopped again. */
async function place(deps: Deps, environment: Environment, bastion: Bastion): Promise<void> {
  const { taskArn } = await deps.bastions.run(environment, bastion);
  const at = deps.clock.now();
  const kept = await inTransaction(deps.db, async (tx) => {
    if (!(await recordBastionTask(tx, bastion.id, taskArn))) return false;
    await recordBastionStep(tx, bastion.id, 'placed', at);
    const placed = auditEvent('bastion.placed', { number: bastion.number, taskArn }, aboutOf(bastion));
    await writeAudit(tx, { actor: 'postern', at, events: [placed] });
    return true;
  });
  if (!kept) await deps.bastions.stop(environment, taskArn, 'Postern: no longer wanted');
}

async function becomeReady(deps: Deps, bastion: Bastion, taskArn: string, runtimeId: string): Promise<void> {
  const at = deps.clock.now();
  await inTransaction(deps.db, async (tx) => {
    const change = { status: 'running', taskArn, runtimeId, readyAt: at, lastUsedAt: at } as const;
    if (!(await moveBastion(tx, bastion.id, ['launching'], change))) return;
    const elapsedMs = at.getTime() - bastion.createdAt.getTime();
    const ready = auditEvent('bastion.ready', { number: bastion.number, elapsedMs }, aboutOf(bastion));
    await writeAudit(tx, { actor: 'postern', at, events: [ready] });
  });
}

async function failLaunch(deps: Deps, environment: Environment, bastion: Bastion, why: CloudError): Promise<void> {
  const at = deps.clock.now();
  const failed = await inTransaction(deps.db, async (tx) => {
    const change = { status: 'failed', failureCode: why.code, failureText: why.message, endedAt: at } as const;
    if (!(await moveBastion(tx, bastion.id, ['launching'], change))) return false;
    const ended = await endTerminalsOn(tx, bastion, { reason: 'bastionFailed', note: null, byId: null, at });
    const fields = { number: bastion.number, code: why.code, text: why.message };
    const events = [auditEvent('bastion.failed', fields, aboutOf(bastion)), ...ended];
    await writeAudit(tx, { actor: 'postern', at, events });
    return true;
  });
  // A row that has ended stands for no task: if this call is lost, the reconcile job stops the task as an orphan.
  if (failed && bastion.taskArn) await deps.bastions.stop(environment, bastion.taskArn, 'Postern: launch failed');
}

function newSteps(bastion: Bastion, task: BastionTask): BastionStep[] {
  const reached = {
    networkAttached: task.networkAttached,
    imagePulled: task.imagePulled,
    agentConnected: task.agentConnected,
  };
  const known = new Set(bastion.steps.map(({ step }) => step));
  return (Object.keys(reached) as (keyof typeof reached)[]).filter((step) => reached[step] && !known.has(step));
}

function timedOut(bastion: Bastion): CloudError {
  const reached = bastion.steps.at(-1)?.step ?? 'asked';
  return new CloudError('unknown', 'LaunchTimedOut', `Not ready in time; the last step reached was "${reached}".`);
}

function aboutOf(bastion: Bastion) {
  return {
    bastionId: bastion.id,
    environmentId: bastion.environmentId,
    ...(bastion.personId ? { personId: bastion.personId } : {}),
  };
}
