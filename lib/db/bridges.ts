import type { BridgeId } from '../domain/ids';
import type { Database } from './client';

/** A bridge that has not beaten for this long is dead: whoever finds its terminals may adopt them. */
export const HEARTBEAT_STALE_MS = 6_000;

/**
 * The condition under which a bridge row `b` carries nothing any longer. By the database's clock, so that processes on machines whose
 * clocks differ agree.
 */
export const BRIDGE_IS_GONE = `(b.stopped_at IS NOT NULL OR b.heartbeat_at < clock_timestamp() - interval '${HEARTBEAT_STALE_MS} milliseconds')`;

/** Makes this process known as a bridge. */
export async function insertBridge(db: Database, id: BridgeId): Promise<void> {
  await db.pool.query(
    'INSERT INTO bridge_instances (id, started_at, heartbeat_at) VALUES ($1, clock_timestamp(), clock_timestamp())',
    [id],
  );
}

/** Says that the bridge lives. False when it was declared stopped, so that it must carry nothing any longer. */
export async function beatBridge(db: Database, id: BridgeId): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    'UPDATE bridge_instances SET heartbeat_at = clock_timestamp() WHERE id = $1 AND stopped_at IS NULL',
    [id],
  );
  return rowCount === 1;
}

/** Declares the bridge stopped, so that others adopt its terminals at once instead of waiting for a stale heartbeat. */
export async function stopBridge(db: Database, id: BridgeId): Promise<void> {
  await db.pool.query(
    'UPDATE bridge_instances SET stopped_at = clock_timestamp() WHERE id = $1 AND stopped_at IS NULL',
    [id],
  );
}
