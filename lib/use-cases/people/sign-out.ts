import { writeAudit } from '../../db/audit';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { Actor } from '../../domain/people/actor';
import { ok, type Result } from '../../domain/result';
import type { Deps } from '../deps';
import { endSignIns } from './end-sign-ins';

/** Ends one's own sign-in here or everywhere; the terminals opened under it are asked to end. */
export function signOut(
  deps: Deps,
  actor: Actor,
  input: { everywhere: boolean },
): Promise<Result<{ count: number; terminalsEnding: number }>> {
  const at = deps.clock.now();
  const { personId, signInId } = actor;
  return inTransaction(deps.db, async (tx) => {
    const ended = await endSignIns(
      tx,
      { personId, only: input.everywhere ? undefined : signInId },
      { at, byId: personId, reason: 'signed out' },
    );
    const event = auditEvent('person.signedOut', { everywhere: input.everywhere }, { personId });
    await writeAudit(tx, { actor, at, events: [event, ...ended.events] });
    return ok({ count: ended.count, terminalsEnding: ended.terminals });
  });
}
