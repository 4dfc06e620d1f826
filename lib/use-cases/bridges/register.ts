import { beatBridge, insertBridge, stopBridge } from '../../db/bridges';
import { type Changes, listenForChanges } from '../../db/changes';
import type { BridgeId } from '../../domain/ids';
import type { Deps } from '../deps';

export type { Changes };

/** Makes this process known as one that carries terminals. */
export async function registerBridge(deps: Pick<Deps, 'db' | 'newId'>): Promise<BridgeId> {
  const id = deps.newId() as BridgeId;
  await insertBridge(deps.db, id);
  return id;
}

/** Says that this bridge lives; false when others were told it does not. */
export function beat(deps: Pick<Deps, 'db'>, id: BridgeId): Promise<boolean> {
  return beatBridge(deps.db, id);
}

/** Says that this bridge carries nothing any longer, so others may adopt at once. */
export function retireBridge(deps: Pick<Deps, 'db'>, id: BridgeId): Promise<void> {
  return stopBridge(deps.db, id);
}

/** Hears of changed rows; the rows remain the truth. */
export function hearChanges(deps: Pick<Deps, 'db'>): Promise<Changes> {
  return listenForChanges(deps.db);
}
