import { listActiveGrants } from '../../db/grants';
import { listManagedNodes } from '../../db/managed-nodes';
import { bastionStates, launchSeconds } from '../../db/request-facts';
import { listRequests, type RequestRecord } from '../../db/requests';
import { lastUseOfTargets, listTargets } from '../../db/targets';
import { median } from '../../domain/median';
import type { Actor } from '../../domain/people/actor';
import { accessUntil, openGrant } from '../../domain/requests/grants';
import type { Grant } from '../../domain/requests/request';
import { ok, type Result } from '../../domain/result';
import { type PlacedTarget, viewOfEnvironment } from '../../domain/targets/place';
import type { AccessView, EnvironmentGroup } from '../../domain/targets/view';
import { decide } from '../../policy/decide';
import type { PolicySet } from '../../policy/read-policies';
import { DURATIONS, longestAtOnce, requirement } from '../../policy/requirement';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { tallyOf } from '../requests/request-row';
import { openTo } from './may';
import { nodeViews } from './node-views';

const USUAL_LAUNCH_SECONDS = 25;
const MOST_WAITING = 200;

type NumberedGrant = Grant & { requestNumber: number };
type Mine = { grants: readonly NumberedGrant[]; waiting: readonly RequestRecord[] };

/** Everything this person could reach or ask for, environment by environment, with what may be done about each now. */
export async function listReachable(deps: Deps, actor: Actor): Promise<Result<EnvironmentGroup[]>> {
  const now = deps.clock.now();
  const tx = deps.db.prisma;
  const { personId } = actor;
  const [policies, places, grants, waiting, lastUse, bastions, nodes] = await Promise.all([
    currentPolicies(deps),
    listTargets(tx),
    listActiveGrants(tx, { personId }, now),
    listRequests(tx, { personId, waitingAt: now }, MOST_WAITING),
    lastUseOfTargets(tx, personId),
    bastionStates(tx, personId),
    listManagedNodes(tx),
  ]);
  const nodeOf = nodeViews(nodes);
  const groups = new Map<string, EnvironmentGroup>();
  for (const place of places) {
    const access = accessOf(policies, actor, place, { grants, waiting }, now);
    if (!access) continue;
    const { target, environment } = place;
    const group = groups.get(environment.id) ?? {
      ...viewOfEnvironment(environment),
      bastion: null,
      targets: [],
    };
    groups.set(environment.id, group);
    if (target.nodeId === null)
      group.bastion ??= {
        state: bastions.get(environment.id) ?? 'none',
        startsInSeconds: Math.round(median(await launchSeconds(tx, environment.id)) ?? USUAL_LAUNCH_SECONDS),
      };
    const { id, name, kind, address, note, discovered: isFound } = target;
    const lastUsedAt = lastUse.get(id)?.getTime() ?? null;
    group.targets.push({ id, name, kind, address, note, lastUsedAt, node: nodeOf(target), isFound, access });
  }
  return ok([...groups.values()]);
}

/** What a person may do with a target now; null when it does not exist for them. */
function accessOf(policies: PolicySet, actor: Actor, place: PlacedTarget, mine: Mine, now: Date): AccessView | null {
  const { target, environment } = place;
  const grants = mine.grants.filter((grant) => grant.targetId === target.id);
  const open = openGrant(grants, now);
  if (open) {
    const until = (accessUntil(grants, now) ?? open.endsAt).getTime();
    return { state: 'open', until, requestNumber: open.requestNumber, requestId: open.requestId };
  }
  const next = grants.reduce<NumberedGrant | null>(
    (first, grant) => (first && first.startsAt <= grant.startsAt ? first : grant),
    null,
  );
  if (next) {
    const { startsAt, endsAt, requestNumber, requestId } = next;
    return { state: 'scheduled', from: startsAt.getTime(), until: endsAt.getTime(), requestNumber, requestId };
  }
  const asked = mine.waiting.find((record) => record.target.id === target.id);
  if (asked) {
    const counted = tallyOf(asked);
    return {
      state: 'waiting',
      requestId: asked.request.id,
      requestNumber: asked.request.number,
      waitingFor: [...counted.missingGroups],
      given: counted.given,
      needed: counted.needed,
    };
  }
  const answer = requirement(policies, actor, target, environment, DURATIONS[0], now);
  if (answer.auto) return { state: 'atOnce', maxMinutes: longestAtOnce(policies, actor, target, environment, now) };
  const { approvals, maxMinutes } = answer.requirement;
  if (answer.allowed) return { state: 'ask', approvals, maxMinutes };
  const resource = { type: 'target', target, environment } as const;
  if (!decide(policies, { actor, action: 'see', resource, now }).allowed) return null;
  return { state: 'closed', openTo: openTo(policies, actor, place, now) };
}
