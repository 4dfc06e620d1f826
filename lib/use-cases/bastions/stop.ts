import { findBastion } from '../../db/bastions';
import { findEnvironment } from '../../db/environments';
import { auditEvent } from '../../domain/audit/event';
import { drainBastion, stopBastion as stopByRule } from '../../domain/bastions/transitions';
import type { BastionId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result, refuse } from '../../domain/result';
import { decide } from '../../policy/decide';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { endTerminalsOn } from './end-terminals-on';
import { saveBastionChange } from './save-change';

/**
 * An administrator ends a bastion: `drain` takes no new terminals and stops when the last has left, `now` ends its
 * terminals with the reason given. Refuses NOT_FOUND, BASTION_ENDED and CHANGED_MEANWHILE.
 */
export async function stopBastion(
  deps: Deps,
  actor: Actor,
  input: { bastionId: string; how: 'drain' | 'now'; reason: string },
): Promise<Result<null>> {
  const now = deps.clock.now();
  const bastion = await findBastion(deps.db.prisma, input.bastionId as BastionId);
  const environment = bastion && (await findEnvironment(deps.db.prisma, bastion.environmentId));
  if (!environment) return refuse('NOT_FOUND');

  const resource = { type: 'environment', environment } as const;
  if (!decide(await currentPolicies(deps), { actor, action: 'administer', resource, now }).allowed) {
    return refuse('NOT_FOUND');
  }
  const decided = input.how === 'drain' ? drainBastion(bastion, input.reason) : stopByRule(bastion, input.reason);
  if (!decided.ok) return decided;

  const saved = await saveBastionChange(deps, bastion, decided, {
    actor,
    at: now,
    async also(tx) {
      if (input.how === 'drain') return [];
      const how = { reason: 'bastionStopped', note: input.reason, byId: actor.personId, at: now } as const;
      const { number, id: bastionId, environmentId } = bastion;
      // The rule's own event follows when the task is gone and names nobody; this one says who asked.
      const asked = auditEvent('bastion.draining', { number, reason: input.reason }, { bastionId, environmentId });
      return [asked, ...(await endTerminalsOn(tx, bastion, how))];
    },
  });
  if (!saved) return refuse('CHANGED_MEANWHILE');

  await deps.jobs.stopBastion(bastion.id);
  return ok(null);
}
