import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { contextOf, type PolicyActor, personEntity, type Resource, resourceEntities } from './entities';
import type { KnownPolicy, PolicySet } from './read-policies';
import { type Action, APPLIES_TO } from './schema';

/** May this person do this to that, now? `minutes` belongs to request and beAutoApproved. */
export type Question = { actor: PolicyActor; action: Action; resource: Resource; now: Date; minutes?: number };

export type Decision = {
  allowed: boolean;
  /** The permits that let it through, or the forbids that stopped it; empty when nothing permits. */
  determining: readonly KnownPolicy[];
  /** Policies that could not be evaluated; any at all denies. */
  errors: readonly string[];
};

/** The group that keeps the right to administer when the policies are broken. */
export const REPAIRERS = 'administrators';

/** Asks the policies. Denies by default, and whenever anything goes wrong while evaluating. */
export function decide(policies: PolicySet, question: Question): Decision {
  if (policies.broken) {
    const allowed = question.action === 'administer' && question.actor.groups.includes(REPAIRERS);
    return { allowed, determining: [], errors: [policies.broken.message] };
  }
  const misfit = whyAskedWrongly(question);
  if (misfit) return { allowed: false, determining: [], errors: [misfit] };
  const person = personEntity(question.actor);
  const around = resourceEntities(question.resource);
  const answer = cedar.statefulIsAuthorized({
    principal: person.uid,
    action: { type: 'Action', id: question.action },
    resource: around[0].uid,
    context: contextOf(question.actor, question.now, question.minutes),
    preparsedPolicySetId: policies.parsedAs,
    entities: [person, ...around],
  });
  if (answer.type === 'failure')
    return { allowed: false, determining: [], errors: answer.errors.map((error) => error.message) };
  const { decision, diagnostics } = answer.response;
  return {
    // A policy that failed might have been a forbid.
    allowed: decision === 'allow' && diagnostics.errors.length === 0,
    determining: diagnostics.reason
      .map((id) => policies.policies.get(id))
      .filter((policy) => policy !== undefined)
      .sort((one, other) => (one.id < other.id ? -1 : 1)),
    errors: diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`),
  };
}

// Cedar could check every question against the schema, at several times the price of the answer. The entities are built here and fit by
// type; what a caller can still get wrong is checked here.
function whyAskedWrongly({ action, resource, minutes }: Question): string | null {
  const { resources, timed }: { resources: readonly Resource['type'][]; timed: boolean } = APPLIES_TO[action];
  if (!resources.includes(resource.type)) return `"${action}" does not apply to a ${resource.type}`;
  if (timed && minutes === undefined) return `"${action}" needs minutes`;
  if (!timed && minutes !== undefined) return `"${action}" takes no minutes`;
  return null;
}
