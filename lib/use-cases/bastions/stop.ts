import { auditEvent } from '../../domain/audit/event';
import { stopBastion as stopByRule } from '../../domain/bastions/transitions';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result, refuse } from '../../domain/result';
import type { Deps } from '../deps';
import { endTerminalsOn } from './end-terminals-on';
import { findAdministeredBastion } from './find-administered';
import { saveBastionChange } from './save-change';

/**
 * An administrator stops a bastion at once; its terminals are asked to end with the reason given, and its task follows them.
 * Refuses NOT_FOUND, BASTION_ENDED and CHANGED_MEANWHILE.
 */
export async function stopBastion(
  deps: Deps,
  actor: Actor,
  input: { bastionId: string; reason: string },
): Promise<Result<null>> {
  const found = await findAdministeredBastion(deps, actor, input.bastionId, 'bastion.stop');
  if (!found.ok) return found;
  const { id: bastionId, environmentId, number } = found.value;
  // The administrator's own words stand, even over those it was being drained with.
  const decided = stopByRule({ ...found.value, stopReason: null }, input.reason);
  if (!decided.ok) return decided;

  const at = deps.clock.now();
  const saved = await saveBastionChange(deps, found.value, decided, {
    actor,
    at,
    async also(tx) {
      // The event of the stop itself follows when the task is gone and names nobody; this one says who asked.
      const asked = auditEvent('bastion.draining', { number, reason: input.reason }, { bastionId, environmentId });
      const how = { reason: 'bastionStopped', note: input.reason, byId: actor.personId, at } as const;
      return [asked, ...(await endTerminalsOn(tx, found.value, how))];
    },
  });
  if (!saved) return refuse('CHANGED_MEANWHILE');
  await deps.jobs.stopBastion(bastionId);
  return ok(null);
}
