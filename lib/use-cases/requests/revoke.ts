import { writeAudit } from '../../db/audit';
import { endGrant, findRequestOfGrant, lockGrant } from '../../db/grants';
import { findRequest } from '../../db/requests';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import { type GrantId, isId, type RequestId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { groupsFresh } from '../../domain/people/may-act';
import { type GrantEnded, revokeGrant } from '../../domain/requests/transitions';
import { ok, type Result, refuse } from '../../domain/result';
import { recordRefusal } from '../audit/record-refusal';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { endUnkeptTerminals } from './end-unkept-terminals';
import { askAboutRequest, maySeeRequest } from './may';

/** Takes away what a request has opened; terminals that no other open grant keeps are asked to end in the same transaction. */
export async function revokeRequest(
  deps: Deps,
  actor: Actor,
  input: { requestId?: string; grantId?: string; reason: string },
): Promise<Result<{ requestId: RequestId; number: number; terminalsEnding: number }>> {
  const now = deps.clock.now();
  const named = input.requestId ?? (input.grantId && (await requestOfGrant(deps, input.grantId)));
  if (!named || !isId(named)) return refuse('NOT_FOUND');
  const policies = await currentPolicies(deps);
  return inTransaction(deps.db, async (tx) => {
    const record = await findRequest(tx, named as RequestId);
    if (!record || !maySeeRequest(policies, actor, record, now)) {
      await recordRefusal(tx, { actor, at: now, door: 'request.revoke', why: 'NOT_FOUND' });
      return refuse('NOT_FOUND');
    }
    const { id, number, personId, targetId } = record.request;
    const judge = async (): Promise<Result<GrantEnded>> => {
      if (policies.broken) return refuse('POLICY_BROKEN');
      if (!askAboutRequest(policies, actor, 'end', record, now).allowed) return refuse('NOT_ALLOWED');
      const isOwn = personId === actor.personId;
      if (!isOwn && !groupsFresh(actor, deps.limits.groupsMaxAgeMinutes, now)) return refuse('GROUPS_TOO_OLD');
      const locked = record.grant && (await lockGrant(tx, record.grant.id));
      return locked ? revokeGrant(locked.grant, number, input.reason, now) : refuse('NO_OPEN_GRANT');
    };
    const answer = await judge();
    if (!answer.ok || !record.grant) {
      const why = answer.ok ? 'NO_OPEN_GRANT' : answer.refusal.reason;
      const event = auditEvent('request.decisionRefused', { number, why }, { requestId: id, personId, targetId });
      await writeAudit(tx, { actor, at: now, events: [event] });
      return answer.ok ? refuse('NO_OPEN_GRANT') : answer;
    }
    const { grant, events } = answer.value;
    if (!(await endGrant(tx, record.grant.id, { ...grant, revokedById: actor.personId })))
      throw new Error(`the grant of R-${number} ended under its lock`);
    const how = { at: now, reason: 'grantRevoked', note: grant.revokedReason, byId: actor.personId } as const;
    const ended = await endUnkeptTerminals(tx, { personId, targetId }, how);
    await writeAudit(tx, { actor, at: now, events: [...events, ...ended] });
    return ok({ requestId: id, number, terminalsEnding: ended.length });
  });
}

async function requestOfGrant(deps: Deps, grantId: string): Promise<RequestId | null> {
  return isId(grantId) ? findRequestOfGrant(deps.db.prisma, grantId as GrantId) : null;
}
