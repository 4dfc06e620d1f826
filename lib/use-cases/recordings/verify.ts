import { createHash } from 'node:crypto';
import { readChunksByOrdinal } from '../../db/recordings';
import { findTotals } from '../../db/terminals';
import { type ChunkLink, verifyChunk } from '../../domain/recordings/chunk';
import type { TerminalId } from '../../domain/ids';
import type { RecordingCheck } from '../../domain/terminals/view';
import type { Deps } from '../deps';
import { unpackChunk } from './chunk-codec';

const PAGE_CHUNKS = 32;

/** Checks a recording from its first chunk: order, lengths, the chain of digests, and the totals written at its end. */
export async function verifyRecording(
  deps: Pick<Deps, 'db' | 'clock'>,
  terminalId: TerminalId,
): Promise<RecordingCheck> {
  const startedAt = deps.clock.now().getTime();
  let previous: ChunkLink | null = null;
  let chunks = 0;
  let bytes = 0;
  let brokenAt: number | null = null;
  for (let next = 0; brokenAt === null; ) {
    const page = await readChunksByOrdinal(deps.db, terminalId, next, PAGE_CHUNKS);
    for (const chunk of page) {
      const link: ChunkLink = { ...chunk, startOffset: BigInt(chunk.startOffset) };
      const raw = unpackOrNull(chunk);
      if (raw === null || verifyChunk(previous, link, raw, sha256) !== null) {
        brokenAt = chunk.ordinal;
        break;
      }
      previous = link;
      chunks += 1;
      bytes += raw.length;
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE_CHUNKS) break;
    next = last.ordinal + 1;
  }
  if (brokenAt === null && !(await endsAsWritten(deps, terminalId, previous, bytes))) brokenAt = chunks;
  return { whole: brokenAt === null, chunks, bytes, brokenAt, elapsedMs: deps.clock.now().getTime() - startedAt };
}

/** An ended terminal carries its totals; a recording cut off at its end is told by them. */
async function endsAsWritten(
  deps: Pick<Deps, 'db'>,
  terminalId: TerminalId,
  last: ChunkLink | null,
  bytes: number,
): Promise<boolean> {
  const totals = await findTotals(deps.db, terminalId);
  if (totals === null) return true;
  const isSame = last === null || totals.digest === null || Buffer.from(totals.digest).equals(last.digest);
  return totals.outputBytes === bytes && isSame;
}

function unpackOrNull(chunk: Parameters<typeof unpackChunk>[0]): Uint8Array | null {
  try {
    return unpackChunk(chunk);
  } catch {
    return null;
  }
}

function sha256(prefix: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(prefix).update(bytes).digest();
}
