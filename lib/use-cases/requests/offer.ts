import type { Database } from '../../db/client';
import { listManagedNodes } from '../../db/managed-nodes';
import { listPeopleInGroups } from '../../db/people';
import { bastionStates } from '../../db/request-facts';
import { answerMinutes } from '../../db/requests';
import { findTarget } from '../../db/targets';
import { isId, type RequestId, type TargetId } from '../../domain/ids';
import { median } from '../../domain/median';
import type { Actor } from '../../domain/people/actor';
import type { Person } from '../../domain/people/person';
import { ok, type Result, refuse } from '../../domain/result';
import { type PlacedTarget, viewOfEnvironment } from '../../domain/targets/place';
import { onlyCommand, ownDocument } from '../../domain/targets/target';
import type { RequestOffer } from '../../domain/targets/view';
import { decide } from '../../policy/decide';
import type { PolicySet } from '../../policy/read-policies';
import { type AllowedDuration, allowedDurations } from '../../policy/requirement';
import { notFoundFor } from '../audit/count-refusal';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { maySeeTarget, openTo } from '../targets/may';
import { nodeViews } from '../targets/node-views';

const ONLINE_MS = 5 * 60_000;
const MOST_ANSWERS = 25;

type Rule = RequestOffer['rules'][number];

/** What a yes takes for each duration, from whom, and how long answers usually take, before anything is sent. */
export async function offerRequest(
  deps: Deps,
  actor: Actor,
  input: { targetId: string },
): Promise<Result<RequestOffer>> {
  const now = deps.clock.now();
  if (!isId(input.targetId)) return refuse('NOT_FOUND');
  const tx = deps.db.prisma;
  const [policies, place] = await Promise.all([currentPolicies(deps), findTarget(tx, input.targetId as TargetId)]);
  if (!place || !maySeeTarget(policies, actor, place, now))
    return notFoundFor(deps, actor, 'target.see', place ? 'NOT_ALLOWED' : 'NOT_FOUND');
  const { target, environment } = place;
  const durations = allowedDurations(policies, actor, target, environment, now);
  const rules = rulesOf(durations);
  const [bastions, answers, nodes] = await Promise.all([
    bastionStates(tx, actor.personId),
    answerMinutes(tx, target.id, MOST_ANSWERS),
    target.nodeId === null ? [] : listManagedNodes(tx, { environmentId: environment.id, nodeId: target.nodeId }),
  ]);
  const { id, name, kind, address, note } = target;
  return ok({
    target: {
      id,
      name,
      kind,
      address,
      note,
      node: nodeViews(nodes)(target),
      command: onlyCommand(target),
      document: ownDocument(target),
    },
    environment: viewOfEnvironment(environment),
    closed: durations.length > 0 ? null : { openTo: openTo(policies, actor, place, now) },
    maxMinutes: Math.max(0, ...durations.map((duration) => duration.minutes)),
    durations: durations.map(({ minutes, requirement }) => ({ minutes, approvals: requirement.approvals })),
    rules: await withPeople(deps.db, policies, actor, place, rules, now),
    policyVersion: policies.version,
    medianAnswerMinutes: median(answers),
    bastionRunning: bastions.get(environment.id) === 'running',
  });
}

/** Neighbouring durations that take the same yeses are one rule. */
function rulesOf(durations: readonly AllowedDuration[]): Rule[] {
  const rules: Rule[] = [];
  for (const { minutes, requirement } of durations) {
    const last = rules.at(-1);
    const names = requirement.groups.join();
    if (last && last.approvals === requirement.approvals && last.groups.map((group) => group.name).join() === names) {
      last.toMinutes = minutes;
      continue;
    }
    rules.push({
      fromMinutes: minutes,
      toMinutes: minutes,
      approvals: requirement.approvals,
      groups: requirement.groups.map((name) => ({ name, people: [], online: 0 })),
      policyIds: [...requirement.policyIds],
    });
  }
  return rules;
}

/** Fills in who could say yes: people of the group whose answer policy would take, never the asker. */
async function withPeople(
  db: Database,
  policies: PolicySet,
  actor: Actor,
  place: PlacedTarget,
  rules: readonly Rule[],
  now: Date,
): Promise<Rule[]> {
  const names = [...new Set(rules.flatMap((rule) => rule.groups.map((group) => group.name)))];
  const known = await listPeopleInGroups(db.prisma, names);
  const able = known.filter((person) => mayAnswerFor(policies, actor, place, person, now));
  const onlineSince = new Date(now.getTime() - ONLINE_MS);
  return rules.map((rule) => ({
    ...rule,
    groups: rule.groups.map(({ name }) => {
      const people = able.filter((person) => person.groups.includes(name));
      return {
        name,
        people: people.map((person) => person.name),
        online: people.filter((person) => person.lastSeenAt > onlineSince).length,
      };
    }),
  }));
}

function mayAnswerFor(policies: PolicySet, asker: Actor, place: PlacedTarget, person: Person, now: Date): boolean {
  if (person.id === asker.personId) return false;
  // The request does not exist yet; policies see it as it would be sent.
  const request = { id: asker.personId as string as RequestId, personId: asker.personId, minutes: 60 };
  const resource = { type: 'request', request, ...place } as const;
  return decide(policies, { actor: { ...person, personId: person.id }, action: 'approve', resource, now }).allowed;
}
