import { type Decision, decide, type Question } from './decide';
import type { KnownPolicy, PolicySet } from './read-policies';

export type Explanation = {
  decision: Decision;
  /** The nearest reason for a no: forbidden outright, lacking a group, nothing permits it, or the policies cannot be used. */
  why: 'allowed' | 'forbidden' | 'groupMissing' | 'notPermitted' | 'broken';
  /** Forbids that would still stop it. */
  forbiddenBy: readonly KnownPolicy[];
  /** Groups any one of which would make it a yes, tried one by one against the policies themselves. */
  groupsThatWouldDo: readonly string[];
};

/** Why the answer is what it is, in terms a person can act on. */
export function explain(policies: PolicySet, question: Question): Explanation {
  const decision = decide(policies, question);
  const told = (why: Explanation['why'], more?: Partial<Explanation>): Explanation => ({
    decision,
    why,
    forbiddenBy: [],
    groupsThatWouldDo: [],
    ...more,
  });
  if (decision.allowed) return told('allowed');
  if (policies.broken || decision.errors.length > 0) return told('broken');
  const forbiddenBy = decision.determining.filter((policy) => policy.effect === 'forbid');
  if (forbiddenBy.length > 0) return told('forbidden', { forbiddenBy });
  const groupsThatWouldDo = candidates(policies)
    .filter((group) => !question.actor.groups.includes(group))
    .filter((group) => {
      const actor = { ...question.actor, groups: [...question.actor.groups, group] };
      return decide(policies, { ...question, actor }).allowed;
    });
  return groupsThatWouldDo.length > 0 ? told('groupMissing', { groupsThatWouldDo }) : told('notPermitted');
}

function candidates(policies: PolicySet): string[] {
  const named = [...policies.policies.values()].filter((policy) => policy.effect === 'permit');
  return [...new Set(named.flatMap((policy) => policy.groups))].sort();
}
