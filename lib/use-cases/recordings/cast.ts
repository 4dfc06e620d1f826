import { writeAudit } from '../../db/audit';
import { findRecordingEnd, listMarkers, readChunksByOrdinal } from '../../db/recordings';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { Actor } from '../../domain/people/actor';
import { Asciicast } from '../../domain/recordings/asciicast';
import type { Marker } from '../../domain/recordings/markers';
import { ok, type Result } from '../../domain/result';
import type { PlacedTarget } from '../../domain/targets/place';
import type { Terminal } from '../../domain/terminals/terminal';
import type { Deps } from '../deps';
import { getTerminalFor } from '../terminals/may';
import { unpackChunk } from './chunk-codec';

/** Chunks fetched at a time: with the largest chunks, what one reader holds in memory. */
const PAGE_CHUNKS = 16;

/**
 * A recording as asciicast v2, piece by piece of whole lines, up to what was committed when it was asked for. That it was read, and how,
 * is on record before the first line leaves.
 */
export async function readCast(
  deps: Pick<Deps, 'db' | 'clock' | 'limits' | 'log'>,
  actor: Actor,
  input: { terminalId: string; how: 'player' | 'download' },
): Promise<Result<{ number: number; lines: AsyncIterable<string> }>> {
  const seen = await getTerminalFor(deps, actor, 'recording.read', input.terminalId);
  if (!seen.ok) return seen;
  const { terminal, target, environment } = seen.value.placed;
  const { id: terminalId, number, personId, targetId, environmentId } = terminal;
  const about = { terminalId, personId, targetId, environmentId };
  const read = auditEvent('recording.read', { number, how: input.how }, about);
  await inTransaction(deps.db, (tx) => writeAudit(tx, { actor, at: deps.clock.now(), events: [read] }));
  return ok({ number, lines: castLines(deps, terminal, { target, environment }) });
}

async function* castLines(deps: Pick<Deps, 'db'>, terminal: Terminal, place: PlacedTarget): AsyncGenerator<string> {
  const [end, markers] = await Promise.all([findRecordingEnd(deps.db, terminal.id), listMarkers(deps.db, terminal.id)]);
  const cast = new Asciicast();
  const opening = markers.find((mark) => mark.kind === 'resize')?.fields;
  yield cast.header({
    cols: opening?.cols ?? terminal.cols,
    rows: opening?.rows ?? terminal.rows,
    startedAt: terminal.openedAt ?? terminal.createdAt,
    title: `T-${terminal.number} ${place.target.name} (${place.environment.name})`,
  });
  const left = [...markers];
  for (let ordinal = 0; end && ordinal <= end.ordinal; ) {
    const most = Math.min(PAGE_CHUNKS, end.ordinal - ordinal + 1);
    const chunks = await readChunksByOrdinal(deps.db, terminal.id, ordinal, most);
    const last = chunks.at(-1);
    // A recording from whose middle rows were taken still plays to the gap; its check says what is wrong.
    if (!last) break;
    yield chunks.map((chunk) => pieceOf(cast, chunk, unpackChunk(chunk), left)).join('');
    ordinal = last.ordinal + 1;
  }
  yield left.map((mark) => cast.mark(mark)).join('') + cast.end();
}

/** One chunk's output with the marks that lie in it, each at its byte; taken marks leave the list. */
function pieceOf(
  cast: Asciicast,
  chunk: { startOffset: number; elapsedMs: number },
  bytes: Uint8Array,
  left: Marker[],
): string {
  const { startOffset, elapsedMs } = chunk;
  let lines = '';
  let written = 0;
  for (let mark = left[0]; mark && Number(mark.offset) < startOffset + bytes.length; mark = left[0]) {
    const at = Math.max(written, Number(mark.offset) - startOffset);
    if (at > written) lines += cast.output(elapsedMs, bytes.subarray(written, at));
    lines += cast.mark(mark);
    written = at;
    left.shift();
  }
  return lines + cast.output(elapsedMs, bytes.subarray(written));
}
