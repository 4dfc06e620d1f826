import type { PlacedTarget } from '../../domain/targets/place';
import { decide } from '../../policy/decide';
import type { PolicyActor } from '../../policy/entities';
import type { PolicySet } from '../../policy/read-policies';
import { DURATIONS, requirement } from '../../policy/requirement';

/** Whether a target exists for this person: policy shows it, or lets them ask for it. */
export function maySeeTarget(policies: PolicySet, actor: PolicyActor, place: PlacedTarget, now: Date): boolean {
  const { target, environment } = place;
  if (decide(policies, { actor, action: 'see', resource: { type: 'target', target, environment }, now }).allowed)
    return true;
  return requirement(policies, actor, target, environment, DURATIONS[0], now).requirement.maxMinutes > 0;
}
