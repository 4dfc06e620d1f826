import type { Door } from '../../domain/audit/door';
import type { Actor } from '../../domain/people/actor';
import { groupsFresh } from '../../domain/people/may-act';
import { type Refusal, refuse } from '../../domain/result';
import { countRefusal } from '../audit/count-refusal';
import type { Deps } from '../deps';

/**
 * GROUPS_TOO_OLD, on record, for somebody who may pass a door by their groups when those were read too long ago; null when they may pass.
 * What is somebody's own is never held by this.
 */
export async function heldByGroups(
  deps: Pick<Deps, 'db' | 'clock' | 'limits'>,
  actor: Actor,
  door: Door,
): Promise<{ ok: false; refusal: Refusal<'GROUPS_TOO_OLD'> } | null> {
  if (groupsFresh(actor, deps.limits.groupsMaxAgeMinutes, deps.clock.now())) return null;
  await countRefusal(deps, { actor, door, why: 'GROUPS_TOO_OLD' });
  return refuse('GROUPS_TOO_OLD');
}
