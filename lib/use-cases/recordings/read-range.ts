import { findCommand, findRecordingEnd, findRecordingEnds, readChunks } from '../../db/recordings';
import type { TerminalId } from '../../domain/ids';
import type { RecordingEnd } from '../../domain/recordings/recording';
import type { Deps } from '../deps';
import { unpackChunk } from './chunk-codec';

/** Chunks fetched at a time: with the largest chunks this is what one slow viewer holds in memory. */
const PAGE_CHUNKS = 2;

/** Committed output from an offset on, at most one page; empty when nothing is committed beyond it. */
export async function readRecordedRange(
  deps: Pick<Deps, 'db'>,
  terminalId: TerminalId,
  fromOffset: number,
): Promise<Uint8Array[]> {
  const chunks = await readChunks(deps.db, terminalId, fromOffset, PAGE_CHUNKS);
  return chunks.map((chunk) => {
    const bytes = unpackChunk(chunk);
    return chunk.startOffset >= fromOffset ? bytes : bytes.subarray(fromOffset - chunk.startOffset);
  });
}

/** Where the recording ends now; null before its first chunk. */
export function getRecordingEnd(deps: Pick<Deps, 'db'>, terminalId: TerminalId): Promise<RecordingEnd | null> {
  return findRecordingEnd(deps.db, terminalId);
}

/** Ends of several recordings, by terminal; those without a chunk are absent. */
export function listRecordingEnds(
  deps: Pick<Deps, 'db'>,
  terminalIds: readonly TerminalId[],
): Promise<Map<string, number>> {
  return terminalIds.length === 0 ? Promise.resolve(new Map()) : findRecordingEnds(deps.db, terminalIds);
}

/** The one command that a terminal runs, by what its recording says, with its exit code once it has ended; null for a shell. */
export function getCommand(
  deps: Pick<Deps, 'db'>,
  terminalId: TerminalId,
): Promise<{ exitCode: number | null } | null> {
  return findCommand(deps.db, terminalId);
}
