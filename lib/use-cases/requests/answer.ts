import { writeAudit } from '../../db/audit';
import { insertGrant } from '../../db/grants';
import { insertDecision, lockRequest, type RequestRecord, settleRequest } from '../../db/requests';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import { isId, type RequestId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { groupsFresh } from '../../domain/people/may-act';
import { type Decided, decide, type Verdict, whyClosed } from '../../domain/requests/transitions';
import { ok, type Result, refuse } from '../../domain/result';
import type { PolicySet } from '../../policy/read-policies';
import { recordRefusal } from '../audit/record-refusal';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { mayAnswer, maySeeRequest } from './may';

export type Answered = { requestId: RequestId; number: number; complete: boolean };

/** Writes one approver's yes or no and, when it settles the request, its end and its grant; a refusal is on record too. */
export async function answerRequest(
  deps: Deps,
  actor: Actor,
  requestId: string,
  verdict: Verdict,
): Promise<Result<Answered>> {
  const now = deps.clock.now();
  if (!isId(requestId)) return refuse('NOT_FOUND');
  const policies = await currentPolicies(deps);
  return inTransaction(deps.db, async (tx) => {
    // Held until the end: of two answers at the same instant the second reads what the first left.
    const record = await lockRequest(tx, requestId as RequestId);
    if (!record || !maySeeRequest(policies, actor, record, now)) {
      await recordRefusal(tx, {
        actor,
        at: now,
        door: verdict.kind === 'approved' ? 'request.approve' : 'request.deny',
        why: 'NOT_FOUND',
      });
      return refuse('NOT_FOUND');
    }
    const { id, number, personId, targetId } = record.request;
    const answer = judge(policies, actor, record, verdict, deps.limits.groupsMaxAgeMinutes, now);
    if (!answer.ok) {
      const about = { requestId: id, personId, targetId };
      const event = auditEvent('request.decisionRefused', { number, why: answer.refusal.reason }, about);
      await writeAudit(tx, { actor, at: now, events: [event] });
      return answer;
    }
    const { decision, settlement, events } = answer.value;
    if (!(await insertDecision(tx, deps.newId(), decision))) throw new Error(`R-${number} was decided under its lock`);
    if (settlement) {
      if (!(await settleRequest(tx, id, settlement))) throw new Error(`R-${number} was settled under its lock`);
      if (settlement.grant) await insertGrant(tx, deps.newId(), settlement.grant, now);
    }
    await writeAudit(tx, { actor, at: now, events });
    return ok({ requestId: id, number, complete: settlement !== null });
  });
}

function judge(
  policies: PolicySet,
  actor: Actor,
  record: RequestRecord,
  verdict: Verdict,
  groupsMaxAgeMinutes: number,
  now: Date,
): Result<Decided> {
  if (policies.broken) return refuse('POLICY_BROKEN');
  if (actor.personId === record.request.personId) return refuse('SELF_APPROVAL');
  const closed = whyClosed(record.request, now);
  if (closed) return { ok: false, refusal: closed };
  if (!groupsFresh(actor, groupsMaxAgeMinutes, now)) return refuse('GROUPS_TOO_OLD');
  if (!mayAnswer(policies, actor, record, now)) return refuse('NOT_AN_APPROVER');
  return decide(record.request, record.decisions, verdict, actor, actor.groups, now);
}
