import { decide } from '../../policy/decide';
import type { PolicyActor } from '../../policy/entities';
import { SYSTEM } from '../../policy/entities';
import type { PolicySet } from '../../policy/read-policies';

/** Whether lists of everybody's terminals exist for this person: who administers Postern, or reads its record. */
export function mayOversee(policies: PolicySet, actor: PolicyActor, now: Date): boolean {
  return (['administer', 'readAudit'] as const).some(
    (action) => decide(policies, { actor, action, resource: SYSTEM, now }).allowed,
  );
}
