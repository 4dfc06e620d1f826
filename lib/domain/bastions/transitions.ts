import { auditEvent, type NewAuditEvent } from '../audit/event';
import type { BastionId, PersonId } from '../ids';
import { ok, type Result, refuse } from '../result';
import type { Environment } from '../targets/environment';
import { BASTION_STEPS, type Bastion, type BastionStatus, type BastionStep } from './bastion';

/** Columns to write, valid only while the row is still in the state that was read, and the events to write with them. */
export type BastionChange = { change: Partial<Bastion>; events: NewAuditEvent[] };

/** A bastion to be written as launching; the database gives the number. */
export type NewBastion = Omit<Bastion, 'number'>;

/** The intent to launch: written before RunTask is called. RunTask's idempotency token is the row's id, so any repeat is the same task. */
export function askBastion(
  id: BastionId,
  environment: Pick<Environment, 'id' | 'sharing'>,
  personId: PersonId,
  now: Date,
): { bastion: NewBastion; events: (number: number) => NewAuditEvent[] } {
  const own = environment.sharing === 'perPerson' ? personId : null;
  const bastion: NewBastion = {
    id,
    environmentId: environment.id,
    personId: own,
    status: 'launching',
    clientToken: id,
    taskArn: null,
    runtimeId: null,
    steps: [{ step: 'asked', at: now }],
    createdAt: now,
    readyAt: null,
    lastUsedAt: now,
    stopReason: null,
    failureCode: null,
    failureText: null,
    endedAt: null,
  };
  const about = { bastionId: id, environmentId: environment.id, personId };
  return {
    bastion,
    events: (number) => [auditEvent('bastion.asked', { number, sharing: environment.sharing }, about)],
  };
}

/** The service has taken the task. Repeating it with the same task changes nothing. */
export function bastionPlaced(bastion: Bastion, taskArn: string, now: Date): Result<BastionChange> {
  if (bastion.taskArn === taskArn) return ok({ change: {}, events: [] });
  if (bastion.status !== 'launching' || bastion.taskArn !== null) return refused(bastion);
  return ok({
    change: { taskArn, steps: withStep(bastion, 'placed', now) },
    events: [auditEvent('bastion.placed', { number: bastion.number, taskArn }, subject(bastion))],
  });
}

/** A launch step was seen; those it implies are marked with it, and repeating changes nothing. */
export function stepReached(bastion: Bastion, step: BastionStep, now: Date): Result<BastionChange> {
  if (bastion.status !== 'launching') return refused(bastion);
  const steps = withStep(bastion, step, now);
  return ok({ change: steps.length === bastion.steps.length ? {} : { steps }, events: [] });
}

/** Task and agent are there: launching becomes running. */
export function bastionReady(bastion: Bastion, runtimeId: string, now: Date): Result<BastionChange> {
  if (bastion.status !== 'launching' || bastion.taskArn === null) return refused(bastion);
  const elapsedMs = Math.max(0, now.getTime() - bastion.createdAt.getTime());
  return ok({
    change: {
      status: 'running',
      runtimeId,
      readyAt: now,
      lastUsedAt: now,
      steps: withStep(bastion, 'agentConnected', now),
    },
    events: [auditEvent('bastion.ready', { number: bastion.number, elapsedMs }, subject(bastion))],
  });
}

/** The launch came to nothing. Code and text are the service's own, kept raw. */
export function bastionFailed(bastion: Bastion, code: string, text: string, now: Date): Result<BastionChange> {
  if (bastion.status !== 'launching') return refused(bastion);
  return ok({
    change: { status: 'failed', failureCode: code, failureText: text, endedAt: now },
    events: [auditEvent('bastion.failed', { number: bastion.number, code, text }, subject(bastion))],
  });
}

/** No new terminal may use it; those it has go on. */
export function drainBastion(bastion: Bastion, reason: string): Result<BastionChange> {
  if (bastion.status !== 'running') return refused(bastion);
  return ok({
    change: { status: 'draining', stopReason: reason },
    events: [auditEvent('bastion.draining', { number: bastion.number, reason }, subject(bastion))],
  });
}

/** The intent to stop: written before StopTask is called. The event follows when the task is gone. */
export function stopBastion(bastion: Bastion, reason: string): Result<BastionChange> {
  if (!can(bastion.status, ['launching', 'running', 'draining'])) return refused(bastion);
  return ok({ change: { status: 'stopping', stopReason: bastion.stopReason ?? reason }, events: [] });
}

/** The task is gone, by our wish or not. A launching one has failed instead. */
export function bastionStopped(bastion: Bastion, seenReason: string, now: Date): Result<BastionChange> {
  if (!can(bastion.status, ['running', 'draining', 'stopping'])) return refused(bastion);
  const reason = bastion.stopReason ?? seenReason;
  return ok({
    change: { status: 'stopped', stopReason: reason, endedAt: now },
    events: [auditEvent('bastion.stopped', { number: bastion.number, reason }, subject(bastion))],
  });
}

// An ended bastion has ended for good; any other wrong state means that somebody else moved it first.
function refused(bastion: Bastion): Result<never> {
  return can(bastion.status, ['stopped', 'failed'])
    ? refuse('BASTION_ENDED', { facts: { status: bastion.status } })
    : refuse('CHANGED_MEANWHILE');
}

function can(status: BastionStatus, from: readonly BastionStatus[]): boolean {
  return from.includes(status);
}

// The service may report a later step without ever having shown an earlier one.
function withStep(bastion: Bastion, step: BastionStep, at: Date): Bastion['steps'] {
  const upTo = BASTION_STEPS.slice(0, BASTION_STEPS.indexOf(step) + 1);
  return BASTION_STEPS.flatMap((one) => {
    const reached = bastion.steps.find((known) => known.step === one);
    return reached ? [reached] : upTo.includes(one) ? [{ step: one, at }] : [];
  });
}

function subject(bastion: Bastion) {
  const { id: bastionId, environmentId, personId } = bastion;
  return { bastionId, environmentId, ...(personId ? { personId } : {}) };
}
