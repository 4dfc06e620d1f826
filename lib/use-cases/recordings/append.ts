import { type AppendOutcome, appendChunks, insertMarker } from '../../db/recordings';
import type { BridgeId, TerminalId } from '../../domain/ids';
import type { MarkerFields, MarkerKind } from '../../domain/recordings/markers';
import type { Chunk } from '../../domain/recordings/recording';
import type { Deps } from '../deps';

export type { AppendOutcome };

/** Makes one chunk each of many terminals durable, in one statement; answers what became of each, in the given order. */
export function appendRecording(
  deps: Pick<Deps, 'db'>,
  bridgeId: BridgeId,
  chunks: readonly Chunk[],
): Promise<AppendOutcome[]> {
  return appendChunks(deps.db, bridgeId, chunks);
}

/** Puts a resize or an event on the time line. */
export async function recordMarker<Kind extends MarkerKind>(
  deps: Pick<Deps, 'db' | 'clock' | 'newId'>,
  where: { terminalId: TerminalId; openedAt: Date; offset: number },
  kind: Kind,
  fields: MarkerFields[Kind],
): Promise<void> {
  const at = deps.clock.now();
  const elapsedMs = Math.max(0, at.getTime() - where.openedAt.getTime());
  const { terminalId, offset } = where;
  await insertMarker(deps.db, { id: deps.newId(), terminalId, at, elapsedMs, offset, kind, fields });
}
