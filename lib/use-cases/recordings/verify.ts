import { createHash } from 'node:crypto';
import { writeAudit } from '../../db/audit';
import { readChunksByOrdinal } from '../../db/recordings';
import { findListedTerminal, findRecordedEnd } from '../../db/terminal-lists';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { type ChunkLink, FIRST_DIGEST, verifyChunk } from '../../domain/recordings/chunk';
import type { Chunk } from '../../domain/recordings/recording';
import { ok, type Result, refuse } from '../../domain/result';
import type { RecordingCheck } from '../../domain/terminals/view';
import type { Deps } from '../deps';
import { getTerminalFor } from '../terminals/may';
import { unpackChunk } from './chunk-codec';

const PAGE_CHUNKS = 16;

/**
 * Checks a recording from its first byte: every chunk against the one before, and the last against what the terminal's row and the audit
 * chain say of its end. `brokenAt` is the first chunk that does not hold, or the number of chunks when the end is wrong. A terminal
 * that still runs has no end yet: it is whole as far as it has come. That it was checked, and what was found, is on record.
 */
export async function verifyRecording(
  deps: Pick<Deps, 'db' | 'clock' | 'limits' | 'log'>,
  actor: Actor,
  input: { terminalId: string },
): Promise<Result<RecordingCheck>> {
  const seen = await getTerminalFor(deps, actor, 'recording.verify', input.terminalId);
  if (!seen.ok) return seen;
  const { id: terminalId, number, personId, targetId, environmentId } = seen.value.placed.terminal;
  const check = await checkRecording(deps, terminalId);
  if (check === null) return refuse('NOT_FOUND');
  const { whole, brokenAt } = check;
  const about = { terminalId, personId, targetId, environmentId };
  const event = auditEvent('recording.verified', { number, whole, brokenAt }, about);
  await inTransaction(deps.db, (tx) => writeAudit(tx, { actor, at: deps.clock.now(), events: [event] }));
  return ok(check);
}

/** The check itself, for whoever may see everything; null for a terminal that does not exist. */
export async function checkRecording(deps: Pick<Deps, 'db' | 'clock'>, id: TerminalId): Promise<RecordingCheck | null> {
  const begunAt = deps.clock.now();
  // The end is read before the chunks: one that comes to its end meanwhile is judged as the running terminal it was.
  const [listed, recorded] = await Promise.all([
    findListedTerminal(deps.db.prisma, id),
    findRecordedEnd(deps.db.prisma, id),
  ]);
  if (!listed) return null;
  const { last, chunks, brokenAt } = await followChain(deps, id);
  const bytes = last ? Number(last.startOffset) + last.byteLength : 0;
  const isEndWrong =
    listed.terminal.status === 'ended' && !agrees(last, bytes, listed.digest, listed.terminal.outputBytes, recorded);
  const broken = brokenAt ?? (isEndWrong ? chunks : null);
  const elapsedMs = deps.clock.now().getTime() - begunAt.getTime();
  return { whole: broken === null, chunks, bytes, brokenAt: broken, elapsedMs };
}

async function followChain(
  deps: Pick<Deps, 'db'>,
  id: TerminalId,
): Promise<{ last: ChunkLink | null; chunks: number; brokenAt: number | null }> {
  let last: ChunkLink | null = null;
  let chunks = 0;
  for (;;) {
    const page: Chunk[] = await readChunksByOrdinal(deps.db, id, last ? last.ordinal + 1 : 0, PAGE_CHUNKS);
    for (const chunk of page) {
      const link: ChunkLink = { ...chunk, startOffset: BigInt(chunk.startOffset) };
      const bytes = bytesOf(chunk);
      const broken = bytes === null || verifyChunk(last, link, bytes, digestOf) !== null;
      if (broken) return { last, chunks, brokenAt: chunk.ordinal };
      last = link;
      chunks += 1;
    }
    if (page.length < PAGE_CHUNKS) return { last, chunks, brokenAt: null };
  }
}

/** Null when what is stored is not even what was packed. */
function bytesOf(chunk: Chunk): Uint8Array | null {
  try {
    return unpackChunk(chunk);
  } catch {
    return null;
  }
}

function digestOf(prefix: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(prefix).update(bytes).digest();
}

function agrees(
  last: ChunkLink | null,
  bytes: number,
  digest: Uint8Array | null,
  outputBytes: bigint,
  recorded: { digest: string; outputBytes: string } | null,
): boolean {
  const found = Buffer.from(last?.digest ?? FIRST_DIGEST).toString('hex');
  return (
    digest !== null &&
    Buffer.from(digest).toString('hex') === found &&
    outputBytes === BigInt(bytes) &&
    recorded?.digest === found &&
    recorded.outputBytes === String(bytes)
  );
}
