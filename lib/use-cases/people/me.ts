import { countOpenBastions, countOpenTerminals } from '../../db/request-facts';
import { listRequests } from '../../db/requests';
import { listTargets } from '../../db/targets';
import type { Actor } from '../../domain/people/actor';
import { pagesOf } from '../../domain/people/pages';
import type { MeView } from '../../domain/people/view';
import { ok, type Result } from '../../domain/result';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { awaiting } from '../requests/list-awaiting-me';
import { rolesOf } from './roles';

const MOST_PENDING = 99;

/** The signed-in person, which pages exist for them, and the numbers beside those pages. */
export async function getMe(deps: Deps, actor: Actor): Promise<Result<MeView>> {
  const now = deps.clock.now();
  const tx = deps.db.prisma;
  const { personId } = actor;
  const [policies, places, pending, terminals] = await Promise.all([
    currentPolicies(deps),
    listTargets(tx),
    listRequests(tx, { personId, waitingAt: now }, MOST_PENDING),
    countOpenTerminals(tx, { personId }),
  ]);
  const roles = rolesOf(policies, actor, places, now);
  const pages = pagesOf(roles);
  const [approvals, live, bastions] = await Promise.all([
    pages.includes('approvals') ? awaiting(deps, policies, actor) : [],
    pages.includes('live') ? countOpenTerminals(tx, {}) : 0,
    pages.includes('bastions') ? countOpenBastions(tx) : 0,
  ]);
  return ok({
    id: personId,
    name: actor.name,
    email: actor.email,
    groups: [...actor.groups],
    roles,
    pages,
    counts: { requests: pending.length, approvals: approvals.length, terminals, live, bastions },
  });
}
