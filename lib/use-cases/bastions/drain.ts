import { drainBastion as drainByRule } from '../../domain/bastions/transitions';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result, refuse } from '../../domain/result';
import type { Deps } from '../deps';
import { findAdministeredBastion } from './find-administered';
import { saveBastionChange } from './save-change';

/**
 * An administrator gives a running bastion no new terminals; it is stopped when the last has left. Refuses NOT_FOUND,
 * BASTION_ENDED and CHANGED_MEANWHILE.
 */
export async function drainBastion(
  deps: Deps,
  actor: Actor,
  input: { bastionId: string; reason: string },
): Promise<Result<null>> {
  const found = await findAdministeredBastion(deps, actor, input.bastionId, 'bastion.drain');
  if (!found.ok) return found;
  const decided = drainByRule(found.value, input.reason);
  if (!decided.ok) return decided;
  const saved = await saveBastionChange(deps, found.value, decided, { actor, at: deps.clock.now() });
  return saved ? ok(null) : refuse('CHANGED_MEANWHILE');
}
