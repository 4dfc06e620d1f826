import type { Requirement } from '../domain/approvals/required-approvals';
import { decide } from './decide';
import type { PolicyActor, PolicyEnvironment, PolicyTarget } from './entities';
import type { KnownPolicy, PolicySet } from './read-policies';

/** Durations the request form offers, in minutes. */
export const DURATIONS = [15, 30, 60, 120, 240, 480, 1440] as const;

export type RequirementAnswer = {
  /** Whether this person may ask for this target for this long. */
  allowed: boolean;
  /** Whether it opens at once; then `requirement.approvals` is 0. */
  auto: boolean;
  /** Also filled when not allowed: `maxMinutes` then says how long might be asked for (0: not at all). */
  requirement: Requirement;
};

/** One duration on offer with its price in approvals. */
export type AllowedDuration = { minutes: number; auto: boolean; requirement: Requirement };

/**
 * What it takes for this person to reach this target for this long. When several policies permit it the mildest applies: the fewest
 * approvals, then the fewest named groups, then the longest maximum, then the first id, so that the answer never depends on chance.
 * A policy applies up to its own `@maxMinutes`.
 */
export function requirement(
  policies: PolicySet,
  actor: PolicyActor,
  target: PolicyTarget,
  environment: PolicyEnvironment,
  minutes: number,
  now: Date,
): RequirementAnswer {
  const here = ask(policies, actor, target, environment, minutes, now);
  const permits = here.request.filter((policy) => minutes >= 1 && minutes <= policy.terms.maxMinutes);
  const mildest = permits.sort(byMildness)[0];
  const maxMinutes = longest(here.request) || longestOnOffer(policies, actor, target, environment, minutes, now);
  const nothing = { approvals: 0, groups: [], maxMinutes, policyIds: [], policyVersion: policies.version };
  if (!mildest) return { allowed: false, auto: false, requirement: nothing };
  const opens = here.auto.filter((policy) => minutes <= policy.terms.maxMinutes);
  if (opens.length > 0) {
    const policyIds = [...new Set([mildest, ...opens].map((policy) => policy.id))];
    return { allowed: true, auto: true, requirement: { ...nothing, policyIds } };
  }
  const { approvals, approvers } = mildest.terms;
  return {
    allowed: true,
    auto: false,
    requirement: { ...nothing, approvals, groups: approvers, policyIds: [mildest.id] },
  };
}

/** Every duration on offer for this person and target with what each takes, shortest first; empty when nothing may be asked for. */
export function allowedDurations(
  policies: PolicySet,
  actor: PolicyActor,
  target: PolicyTarget,
  environment: PolicyEnvironment,
  now: Date,
): AllowedDuration[] {
  return DURATIONS.flatMap((minutes) => {
    const answer = requirement(policies, actor, target, environment, minutes, now);
    return answer.allowed ? [{ minutes, auto: answer.auto, requirement: answer.requirement }] : [];
  });
}

/**
 * The longest duration on offer that opens at once, in minutes; 0 when none does. Asks as little as it can, the longest first: a fleet is
 * asked about target by target.
 */
export function longestAtOnce(
  policies: PolicySet,
  actor: PolicyActor,
  target: PolicyTarget,
  environment: PolicyEnvironment,
  now: Date,
): number {
  const resource = { type: 'target', target, environment } as const;
  const permits = (action: 'request' | 'beAutoApproved', minutes: number) => {
    const answer = decide(policies, { actor, action, resource, now, minutes });
    return answer.allowed && answer.determining.some((policy) => minutes <= policy.terms.maxMinutes);
  };
  return DURATIONS.findLast((minutes) => permits('beAutoApproved', minutes) && permits('request', minutes)) ?? 0;
}

type Permits = { request: KnownPolicy[]; auto: KnownPolicy[] };

function ask(
  policies: PolicySet,
  actor: PolicyActor,
  target: PolicyTarget,
  environment: PolicyEnvironment,
  minutes: number,
  now: Date,
): Permits {
  const resource = { type: 'target', target, environment } as const;
  const permitting = (action: 'request' | 'beAutoApproved') => {
    const answer = decide(policies, { actor, action, resource, now, minutes });
    return answer.allowed ? [...answer.determining] : [];
  };
  const request = permitting('request');
  return { request, auto: request.length > 0 ? permitting('beAutoApproved') : [] };
}

// A policy may bound the duration in its conditions instead of by annotation; then only asking for less tells.
function longestOnOffer(
  policies: PolicySet,
  actor: PolicyActor,
  target: PolicyTarget,
  environment: PolicyEnvironment,
  minutes: number,
  now: Date,
): number {
  const shorter = DURATIONS.filter((offered) => offered < minutes);
  return (
    shorter.findLast((offered) =>
      ask(policies, actor, target, environment, offered, now).request.some((one) => offered <= one.terms.maxMinutes),
    ) ?? 0
  );
}

function longest(policies: readonly KnownPolicy[]): number {
  return Math.max(0, ...policies.map((policy) => policy.terms.maxMinutes));
}

function byMildness(one: KnownPolicy, other: KnownPolicy): number {
  return (
    one.terms.approvals - other.terms.approvals ||
    one.terms.approvers.length - other.terms.approvers.length ||
    other.terms.maxMinutes - one.terms.maxMinutes ||
    (one.id < other.id ? -1 : 1)
  );
}
