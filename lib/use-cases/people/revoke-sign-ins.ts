import { writeAudit } from '../../db/audit';
import { findPerson } from '../../db/people';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import { isId, type PersonId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result, refuse } from '../../domain/result';
import { decide } from '../../policy/decide';
import { SYSTEM } from '../../policy/entities';
import { recordRefusal } from '../audit/record-refusal';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { endSignIns } from './end-sign-ins';
import { heldByGroups } from './hold-by-groups';

/** Signs somebody out everywhere at once; for administrators, with a reason. Their terminals are asked to end. */
export async function revokeSignInsOf(
  deps: Deps,
  actor: Actor,
  input: { personId: string; reason: string },
): Promise<Result<{ count: number; terminalsEnding: number }>> {
  const at = deps.clock.now();
  const policies = await currentPolicies(deps);
  const allowed = decide(policies, { actor, action: 'administer', resource: SYSTEM, now: at }).allowed;
  const held = allowed && (await heldByGroups(deps, actor, 'person.revokeSignIns'));
  if (held) return held;
  const reason = input.reason.trim();
  return inTransaction(deps.db, async (tx) => {
    const person = allowed && isId(input.personId) ? await findPerson(tx, input.personId as PersonId) : null;
    if (!person) {
      const why = allowed ? 'NOT_FOUND' : 'NOT_ALLOWED';
      await recordRefusal(tx, { actor, at, door: 'person.revokeSignIns', why });
      return refuse('NOT_FOUND');
    }
    if (!reason) return refuse('REASON_MISSING', { field: 'reason' });
    const ended = await endSignIns(tx, { personId: person.id }, { at, byId: actor.personId, reason });
    const event = auditEvent('person.signInsRevoked', { reason, count: ended.count }, { personId: person.id });
    await writeAudit(tx, { actor, at, events: [event, ...ended.events] });
    return ok({ count: ended.count, terminalsEnding: ended.terminals });
  });
}
