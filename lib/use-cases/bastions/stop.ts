import { writeAudit } from '../../db/audit';
import { drainBastion, findBastion, moveBastion } from '../../db/bastions';
import { findEnvironment } from '../../db/environments';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { BastionId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result, refuse } from '../../domain/result';
import type { StopBastionInput } from '../../inputs/bastions';
import { decide } from '../../policy/decide';
import type { Deps } from '../deps';
import { currentPolicies } from '../policies/current';
import { endTerminalsOn } from './end-terminals-on';

/**
 * An administrator ends a bastion: `drain` takes no new terminals and stops when the last has left, `now` ends its
 * terminals with the reason given. Refuses NOT_FOUND, BASTION_ENDED and CHANGED_MEANWHILE.
 */
export async function stopBastion(deps: Deps, actor: Actor, input: StopBastionInput): Promise<Result<null>> {
  const now = deps.clock.now();
  const bastion = await findBastion(deps.db.prisma, input.bastionId as BastionId);
  const environment = bastion && (await findEnvironment(deps.db.prisma, bastion.environmentId));
  if (!bastion || !environment) return refuse('NOT_FOUND');

  const policies = await currentPolicies(deps);
  const resource = { type: 'environment', environment } as const;
  if (!decide(policies, { actor, action: 'administer', resource, now }).allowed) return refuse('NOT_FOUND');
  if (bastion.endedAt) return refuse('BASTION_ENDED');

  const moved = await inTransaction(deps.db, async (tx) => {
    const about = { bastionId: bastion.id, environmentId: bastion.environmentId };
    const draining = auditEvent('bastion.draining', { number: bastion.number, reason: input.reason }, about);
    if (input.how === 'drain') {
      if (!(await drainBastion(tx, bastion, { reason: input.reason, whenEmpty: false }))) return false;
      await writeAudit(tx, { actor, at: now, events: [draining] });
      return true;
    }
    const change = { status: 'stopping', stopReason: input.reason } as const;
    if (!(await moveBastion(tx, bastion.id, ['launching', 'running', 'draining'], change))) return false;
    const why = { reason: 'bastionStopped', note: input.reason, byId: actor.personId, at: now } as const;
    const ended = await endTerminalsOn(tx, bastion, why);
    await writeAudit(tx, { actor, at: now, events: [draining, ...ended] });
    return true;
  });
  if (!moved) return refuse('CHANGED_MEANWHILE');

  await deps.jobs.stopBastion(bastion.id);
  return ok(null);
}
