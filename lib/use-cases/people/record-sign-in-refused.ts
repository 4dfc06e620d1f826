import { writeAudit } from '../../db/audit';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import { plainLine } from '../../domain/plain-line';
import type { Deps } from '../deps';

/** Puts on record that a sign-in failed before anybody was known. */
export function recordSignInRefused(deps: Pick<Deps, 'db' | 'clock'>, why: string): Promise<void> {
  const event = auditEvent('person.signInRefused', { why: plainLine(why, 200) });
  return inTransaction(deps.db, (tx) => writeAudit(tx, { actor: 'postern', at: deps.clock.now(), events: [event] }));
}
