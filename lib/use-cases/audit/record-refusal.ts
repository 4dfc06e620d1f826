import { writeAudit } from '../../db/audit';
import { inTransaction, type Transaction } from '../../db/transaction';
import type { Door } from '../../domain/audit/door';
import { type AuditSubject, auditEvent } from '../../domain/audit/event';
import type { Actor, Machine } from '../../domain/people/actor';
import type { Deps } from '../deps';

/** Puts on record that a door said no: which door, and why. */
export function recordRefusal(
  tx: Transaction,
  refused: { actor: Actor | Machine; at: Date; door: Door; why: string; about?: AuditSubject },
): Promise<void> {
  const { actor, at, door, why, about } = refused;
  return writeAudit(tx, { actor, at, events: [auditEvent('access.refused', { door, why }, about)] });
}

/** The same in a transaction of its own, for a door that refused before any verb was called. */
export function recordRefusalAtDoor(
  deps: Pick<Deps, 'db' | 'clock'>,
  refused: { actor: Actor | Machine; door: Door; why: string; about?: AuditSubject },
): Promise<void> {
  return inTransaction(deps.db, (tx) => recordRefusal(tx, { ...refused, at: deps.clock.now() }));
}
