import { writeAudit } from '../../db/audit';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { Deps } from '../deps';

/** Puts on record that a process of Postern started. */
export function recordStarted(deps: Pick<Deps, 'db' | 'clock'>, version: string): Promise<void> {
  const events = [auditEvent('postern.started', { version })];
  return inTransaction(deps.db, (tx) => writeAudit(tx, { actor: 'postern', at: deps.clock.now(), events }));
}

/** Puts on record that a process of Postern stopped as it was asked to. */
export function recordStopped(deps: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  const events = [auditEvent('postern.stopped', {})];
  return inTransaction(deps.db, (tx) => writeAudit(tx, { actor: 'postern', at: deps.clock.now(), events }));
}
