import { writeAudit } from '../../db/audit';
import { lockRequest, settleRequest } from '../../db/requests';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import { isId, type RequestId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { withdraw } from '../../domain/requests/transitions';
import { ok, type Result, refuse } from '../../domain/result';
import { recordRefusal } from '../audit/record-refusal';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { maySeeRequest } from './may';

/** Takes back one's own request while nobody has settled it. */
export async function withdrawRequest(
  deps: Deps,
  actor: Actor,
  input: { requestId: string },
): Promise<Result<{ requestId: RequestId; number: number }>> {
  const now = deps.clock.now();
  if (!isId(input.requestId)) return refuse('NOT_FOUND');
  const policies = await currentPolicies(deps);
  return inTransaction(deps.db, async (tx) => {
    const record = await lockRequest(tx, input.requestId as RequestId);
    if (!record || !maySeeRequest(policies, actor, record, now)) {
      await recordRefusal(tx, { actor, at: now, door: 'request.withdraw', why: 'NOT_FOUND' });
      return refuse('NOT_FOUND');
    }
    const { id, number, personId, targetId } = record.request;
    const answer = withdraw(record.request, actor, now);
    if (!answer.ok) {
      const about = { requestId: id, personId, targetId };
      const event = auditEvent('request.decisionRefused', { number, why: answer.refusal.reason }, about);
      await writeAudit(tx, { actor, at: now, events: [event] });
      return answer;
    }
    if (!(await settleRequest(tx, id, answer.value.settlement)))
      throw new Error(`R-${number} was settled under its lock`);
    await writeAudit(tx, { actor, at: now, events: answer.value.events });
    return ok({ requestId: id, number });
  });
}
