import { writeAudit } from '../../db/audit';
import { changeBastion } from '../../db/bastions';
import { inTransaction, type Transaction } from '../../db/transaction';
import type { NewAuditEvent } from '../../domain/audit/event';
import type { Bastion } from '../../domain/bastions/bastion';
import type { BastionChange } from '../../domain/bastions/transitions';
import type { Actor, Machine } from '../../domain/people/actor';
import type { Result } from '../../domain/result';
import type { Deps } from '../deps';

type Save = {
  actor: Actor | Machine;
  at: Date;
  /** How the row is written; by default only while it is as it was seen. */
  write?: (tx: Transaction, seen: Bastion, change: Partial<Bastion>) => Promise<boolean>;
  /** What else belongs into the same transaction; its events are recorded after the change's own. */
  also?: (tx: Transaction) => Promise<NewAuditEvent[]>;
};

/**
 * Saves what a rule decided, with its events, in one transaction. False, and nothing written, when the rule refused or the
 * row changed meanwhile: whoever changed it has decided better informed.
 */
export async function saveBastionChange(
  deps: Pick<Deps, 'db'>,
  seen: Bastion,
  decided: Result<BastionChange>,
  { actor, at, write = changeBastion, also }: Save,
): Promise<boolean> {
  if (!decided.ok) return false;
  const { change, events } = decided.value;
  if (Object.keys(change).length === 0) return true;
  return inTransaction(deps.db, async (tx) => {
    if (!(await write(tx, seen, change))) return false;
    const more = (await also?.(tx)) ?? [];
    await writeAudit(tx, { actor, at, events: [...events, ...more] });
    return true;
  });
}
