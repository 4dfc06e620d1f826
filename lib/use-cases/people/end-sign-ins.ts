import { revokeSignIns } from '../../db/sign-ins';
import { askTerminalsToEnd } from '../../db/terminal-ends';
import type { Transaction } from '../../db/transaction';
import type { NewAuditEvent } from '../../domain/audit/event';
import type { PersonId, SignInId } from '../../domain/ids';
import { terminalEndAsked } from '../../domain/terminals/transitions';

/** Revokes a person's open sign-ins, all or the one named, and asks the terminals opened under them to end. */
export async function endSignIns(
  tx: Transaction,
  which: { personId: PersonId; only?: SignInId },
  how: { at: Date; byId: PersonId; reason: string },
): Promise<{ count: number; terminals: number; events: NewAuditEvent[] }> {
  const signInIds = await revokeSignIns(tx, which, how);
  const asked = await askTerminalsToEnd(
    tx,
    // Every sign-in of the person ends: terminals under sign-ins that ran out earlier end with them.
    which.only ? { personId: which.personId, signInIds } : { personId: which.personId },
    { at: how.at, reason: 'signedOut', note: null, byId: how.byId },
  );
  const events = asked.map((one) => terminalEndAsked(one, { reason: 'signedOut', note: null }));
  return { count: signInIds.length, terminals: asked.length, events };
}
