import { writeAudit } from '../../db/audit';
import { insertGrant } from '../../db/grants';
import { insertRequest, listRequests, settleRequest } from '../../db/requests';
import { findTarget } from '../../db/targets';
import { inTransaction, type Transaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import { isId, type PersonId, type RequestId, type TargetId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { submitRequest as applyRules, type Sent } from '../../domain/requests/transitions';
import { ok, type Refusal, type Result, refuse } from '../../domain/result';
import type { PlacedTarget } from '../../domain/targets/place';
import type { PolicySet } from '../../policy/read-policies';
import { requirement } from '../../policy/requirement';
import { recordRefusal } from '../audit/record-refusal';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { maySeeTarget } from '../targets/may';
import { lapseRequest } from './lapse';

export type RequestInput = {
  targetId: string;
  reason: string;
  ticket?: string | null;
  minutes: number;
  startsAt?: Date | null;
};

/** Asks for access to a target; opens at once where policy says so. */
export async function submitRequest(
  deps: Deps,
  actor: Actor,
  input: RequestInput,
): Promise<Result<{ requestId: RequestId; number: number; opened: boolean }>> {
  const now = deps.clock.now();
  if (!isId(input.targetId)) return refuse('NOT_FOUND');
  const policies = await currentPolicies(deps);
  await lapseOverdue(deps, actor.personId, input.targetId as TargetId, now);
  return inTransaction(deps.db, async (tx) => {
    const place = await findTarget(tx, input.targetId as TargetId);
    if (!place || !maySeeTarget(policies, actor, place, now)) {
      await recordRefusal(tx, { actor, at: now, door: 'request.send', why: 'NOT_FOUND' });
      return refuse('NOT_FOUND');
    }
    const judged = judge(deps, policies, actor, place, input, now);
    if (!judged.ok) return refused(tx, actor, place, judged.refusal, now);
    const { request, settlement, events } = judged.value;
    const number = await insertRequest(tx, request);
    if (number === null) return refused(tx, actor, place, { reason: 'ALREADY_PENDING' }, now);
    if (settlement) {
      await settleRequest(tx, request.id, settlement);
      if (settlement.grant) await insertGrant(tx, deps.newId(), settlement.grant, now);
    }
    await writeAudit(tx, { actor, at: now, events: events(number) });
    return ok({ requestId: request.id, number, opened: settlement !== null });
  });
}

function judge(
  deps: Deps,
  policies: PolicySet,
  actor: Actor,
  { target, environment }: PlacedTarget,
  input: RequestInput,
  now: Date,
): Result<Sent> {
  if (policies.broken) return refuse('POLICY_BROKEN');
  const answer = requirement(policies, actor, target, environment, input.minutes, now);
  const { maxMinutes } = answer.requirement;
  if (!answer.allowed) {
    return maxMinutes > 0
      ? refuse('TOO_LONG', { field: 'minutes', facts: { max: maxMinutes } })
      : refuse('NOT_ALLOWED');
  }
  const draft = {
    id: deps.newId() as RequestId,
    targetId: target.id,
    environmentId: environment.id,
    reason: input.reason,
    ticket: input.ticket ?? null,
    minutes: input.minutes,
    startsAt: input.startsAt ?? null,
  };
  return applyRules(draft, answer.requirement, actor, deps.limits.requestLapseHours, now);
}

async function refused(
  tx: Transaction,
  actor: Actor,
  { target, environment }: PlacedTarget,
  refusal: Refusal,
  at: Date,
): Promise<{ ok: false; refusal: Refusal }> {
  const about = { personId: actor.personId, targetId: target.id, environmentId: environment.id };
  const event = auditEvent('request.refused', { why: refusal.reason, target: target.name }, about);
  await writeAudit(tx, { actor, at, events: [event] });
  return { ok: false, refusal };
}

/** A request past its time that the job has not written down yet must not stand in the way of the next one. */
async function lapseOverdue(deps: Deps, personId: PersonId, targetId: TargetId, now: Date): Promise<void> {
  const pending = await listRequests(deps.db.prisma, { personId, targetId, status: 'pending' }, 1);
  for (const { request } of pending) if (now >= request.lapsesAt) await lapseRequest(deps, request.id, now);
}
