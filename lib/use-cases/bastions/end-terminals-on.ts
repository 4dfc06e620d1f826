import { askEndOfTerminalsOn } from '../../db/bastions';
import type { Transaction } from '../../db/transaction';
import { auditEvent, type NewAuditEvent } from '../../domain/audit/event';
import type { Bastion } from '../../domain/bastions/bastion';

/**
 * Asks, in the caller's transaction, for the end of every terminal open on a bastion; the bridges that carry them do it.
 * Answers the events to record.
 */
export async function endTerminalsOn(
  tx: Transaction,
  bastion: Pick<Bastion, 'id'>,
  why: Parameters<typeof askEndOfTerminalsOn>[2],
): Promise<NewAuditEvent[]> {
  const asked = await askEndOfTerminalsOn(tx, bastion.id, why);
  return asked.map(({ id, number, personId }) =>
    auditEvent(
      'terminal.endAsked',
      { number, reason: why.reason, note: why.note },
      { terminalId: id, bastionId: bastion.id, personId },
    ),
  );
}
