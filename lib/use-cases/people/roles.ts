import type { RequestId } from '../../domain/ids';
import type { Role } from '../../domain/people/view';
import type { PlacedTarget } from '../../domain/targets/place';
import { decide } from '../../policy/decide';
import { type PolicyActor, SYSTEM } from '../../policy/entities';
import type { PolicySet } from '../../policy/read-policies';
import { DURATIONS, requirement } from '../../policy/requirement';

/** What a person is here, as the policies say: somebody who may administer, read the record, answer requests, or ask for something. */
export function rolesOf(policies: PolicySet, actor: PolicyActor, places: readonly PlacedTarget[], now: Date): Role[] {
  const may = (action: 'administer' | 'readAudit') =>
    decide(policies, { actor, action, resource: SYSTEM, now }).allowed;
  const roles: Role[] = [];
  if (places.some((place) => mayAskFor(policies, actor, place, now))) roles.push('operator');
  if (places.some((place) => mayAnswerAt(policies, actor, place, now))) roles.push('approver');
  if (may('administer')) roles.push('administrator');
  if (may('readAudit')) roles.push('auditor');
  return roles;
}

function mayAskFor(policies: PolicySet, actor: PolicyActor, place: PlacedTarget, now: Date): boolean {
  const answer = requirement(policies, actor, place.target, place.environment, DURATIONS[0], now);
  return answer.requirement.maxMinutes > 0;
}

function mayAnswerAt(policies: PolicySet, actor: PolicyActor, place: PlacedTarget, now: Date): boolean {
  // Nobody's request: policies that refuse one's own must not hide that others' may be answered.
  const nobody = '00000000-0000-0000-0000-000000000000';
  const request = { id: nobody as RequestId, personId: nobody as PolicyActor['personId'], minutes: 60 };
  const resource = { type: 'request', request, ...place } as const;
  return decide(policies, { actor, action: 'approve', resource, now }).allowed;
}
