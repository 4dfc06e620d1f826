import { writeAudit } from '../../db/audit';
import type { Transaction } from '../../db/transaction';
import { type AuditSubject, auditEvent } from '../../domain/audit/event';
import type { Actor, Machine } from '../../domain/people/actor';

/** Puts on record that a door said no: which door, and why. */
export function recordRefusal(
  tx: Transaction,
  refused: { actor: Actor | Machine; at: Date; door: string; why: string; about?: AuditSubject },
): Promise<void> {
  const { actor, at, door, why, about } = refused;
  return writeAudit(tx, { actor, at, events: [auditEvent('access.refused', { door, why }, about)] });
}
