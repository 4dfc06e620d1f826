import type { BridgeId, PersonId, TerminalId } from '../domain/ids';
import { BRIDGE_IS_GONE } from './bridges';
import type { Database } from './client';
import type { Transaction } from './transaction';

/** Notes that somebody looks at a terminal. */
export async function insertWatch(
  tx: Transaction,
  watch: { id: string; terminalId: TerminalId; personId: PersonId; bridgeId: BridgeId; startedAt: Date },
): Promise<void> {
  await tx.watch.create({ data: watch });
}

/** Notes that they look no longer. False when that was noted before. */
export async function endWatch(tx: Transaction, id: string, endedAt: Date): Promise<boolean> {
  const { count } = await tx.watch.updateMany({ where: { id, endedAt: null }, data: { endedAt } });
  return count === 1;
}

/** Closes the watches of bridges that died without saying so. */
export async function endWatchesOfGoneBridges(db: Database, endedAt: Date): Promise<number> {
  const { rowCount } = await db.pool.query(
    `UPDATE watches w SET ended_at = greatest($1, w.started_at) FROM bridge_instances b
     WHERE b.id = w.bridge_id AND w.ended_at IS NULL AND ${BRIDGE_IS_GONE}`,
    [endedAt],
  );
  return rowCount ?? 0;
}
