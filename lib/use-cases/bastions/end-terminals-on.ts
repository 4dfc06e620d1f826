import { askTerminalsToEnd } from '../../db/terminal-ends';
import type { Transaction } from '../../db/transaction';
import type { NewAuditEvent } from '../../domain/audit/event';
import type { Bastion } from '../../domain/bastions/bastion';
import { terminalEndAsked } from '../../domain/terminals/transitions';

/**
 * Asks, in the caller's transaction, for the end of every terminal open on a bastion; the bridges that carry them do it.
 * Answers the events to record.
 */
export async function endTerminalsOn(
  tx: Transaction,
  bastion: Pick<Bastion, 'id'>,
  how: Parameters<typeof askTerminalsToEnd>[2],
): Promise<NewAuditEvent[]> {
  return (await askTerminalsToEnd(tx, { bastionId: bastion.id }, how)).map((asked) => terminalEndAsked(asked, how));
}
