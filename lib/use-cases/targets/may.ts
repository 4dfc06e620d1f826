import type { PlacedTarget } from '../../domain/targets/place';
import { decide } from '../../policy/decide';
import type { PolicyActor } from '../../policy/entities';
import { explain } from '../../policy/explain';
import type { PolicySet } from '../../policy/read-policies';
import { DURATIONS, requirement } from '../../policy/requirement';

/** Whether a target exists for this person: policy shows it, or lets them ask for it. */
export function maySeeTarget(policies: PolicySet, actor: PolicyActor, place: PlacedTarget, now: Date): boolean {
  const { target, environment } = place;
  const resource = { type: 'target', target, environment } as const;
  if (decide(policies, { actor, action: 'see', resource, now }).allowed) return true;
  return requirement(policies, actor, target, environment, DURATIONS[0], now).requirement.maxMinutes > 0;
}

/** Groups whose people may ask for a target this person may not ask for. */
export function openTo(policies: PolicySet, actor: PolicyActor, place: PlacedTarget, now: Date): string[] {
  const { target, environment } = place;
  const resource = { type: 'target', target, environment } as const;
  const question = { actor, action: 'request', resource, now, minutes: DURATIONS[0] } as const;
  return [...explain(policies, question).groupsThatWouldDo];
}
