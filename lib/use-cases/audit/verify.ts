import { writeAudit } from '../../db/audit';
import { inTransaction } from '../../db/transaction';
import { verifyAudit } from '../../db/verify-audit';
import { auditEvent } from '../../domain/audit/event';
import type { ChainState } from '../../domain/audit/view';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result, refuse } from '../../domain/result';
import { decide } from '../../policy/decide';
import { SYSTEM } from '../../policy/entities';
import type { Deps } from '../deps';
import { heldByGroups } from '../people/hold-by-groups';
import { currentPolicies } from '../policies/current';
import { recordRefusalAtDoor } from './record-refusal';

/** Checks the whole chain now; that it was checked, and what was found, is on record. */
export async function verifyChain(deps: Deps, actor: Actor): Promise<Result<ChainState>> {
  const begunAt = deps.clock.now();
  const policies = await currentPolicies(deps);
  if (!decide(policies, { actor, action: 'readAudit', resource: SYSTEM, now: begunAt }).allowed) {
    await recordRefusalAtDoor(deps, { actor, door: 'audit.verify', why: 'NOT_ALLOWED' });
    return refuse('NOT_FOUND');
  }
  const held = await heldByGroups(deps, actor, 'audit.verify');
  if (held) return held;
  const found = await verifyAudit(deps.db);
  const at = deps.clock.now();
  const { whole, events, brokenAt } = found;
  const fields = {
    whole,
    events: String(events),
    brokenAt: brokenAt && `${brokenAt.sequence} ${brokenAt.why}`,
  };
  await inTransaction(deps.db, (tx) => writeAudit(tx, { actor, at, events: [auditEvent('audit.verified', fields)] }));
  return ok({ ...found, verifiedAt: at.getTime(), elapsedMs: at.getTime() - begunAt.getTime() });
}
