import { findBastion } from '../../db/bastions';
import { findEnvironment } from '../../db/environments';
import type { Door } from '../../domain/audit/door';
import type { Bastion } from '../../domain/bastions/bastion';
import { type BastionId, isId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result, refuse } from '../../domain/result';
import { decide } from '../../policy/decide';
import { recordRefusal } from '../audit/record-refusal';
import type { Deps } from '../deps';
import { heldByGroups } from '../people/hold-by-groups';
import { currentPolicies } from '../policies/current';

/** The bastion an administrator means to act on; NOT_FOUND, and on record, for whoever may not administer where it runs. */
export async function findAdministeredBastion(
  deps: Deps,
  actor: Actor,
  id: string,
  door: Door,
): Promise<Result<Bastion>> {
  const at = deps.clock.now();
  const bastion = isId(id) ? await findBastion(deps.db.prisma, id as BastionId) : null;
  const environment = bastion && (await findEnvironment(deps.db.prisma, bastion.environmentId));
  if (environment) {
    const resource = { type: 'environment', environment } as const;
    if (decide(await currentPolicies(deps), { actor, action: 'administer', resource, now: at }).allowed) {
      return (await heldByGroups(deps, actor, door)) ?? ok(bastion);
    }
  }
  const about = bastion ? { bastionId: bastion.id, environmentId: bastion.environmentId } : {};
  const why = bastion ? 'NOT_ALLOWED' : 'NOT_FOUND';
  await deps.db.prisma.$transaction((tx) => recordRefusal(tx, { actor, at, door, why, about }));
  return refuse('NOT_FOUND');
}
