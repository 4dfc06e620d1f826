import { listActiveGrants } from '../../db/grants';
import { askTerminalsToEnd } from '../../db/terminal-ends';
import type { Transaction } from '../../db/transaction';
import type { NewAuditEvent } from '../../domain/audit/event';
import type { PersonId, TargetId } from '../../domain/ids';
import { openGrant } from '../../domain/requests/grants';
import type { TerminalEndReason } from '../../domain/terminals/terminal';
import { terminalEndAsked } from '../../domain/terminals/transitions';

/**
 * Asks a person's terminals on a target to end unless another open grant keeps them, and answers the events to write. The grants
 * must be locked by the caller, and the one that ended already written.
 */
export async function endUnkeptTerminals(
  tx: Transaction,
  whose: { personId: PersonId; targetId: TargetId },
  how: { at: Date; reason: TerminalEndReason; note: string | null; byId: PersonId | null },
): Promise<NewAuditEvent[]> {
  if (openGrant(await listActiveGrants(tx, whose, how.at), how.at)) return [];
  return (await askTerminalsToEnd(tx, whose, how)).map((asked) => terminalEndAsked(asked, how));
}
