import type { BridgeId, TerminalId } from '../domain/ids';
import type { Marker, MarkerFields, MarkerKind } from '../domain/recordings/markers';
import type { Chunk, ChunkCodec, RecordingEnd } from '../domain/recordings/recording';
import type { Database } from './client';

/** What became of a chunk that was offered: durable, to be offered again, or its terminal is no longer this bridge's. */
export type AppendOutcome = 'accepted' | 'again' | 'fenced';

const APPEND_WITHIN_MS = 10_000;

/**
 * Writes one chunk each of many terminals in one statement. A chunk is inserted only while its terminal is live and carried by this
 * bridge and its ordinal is free; the share lock keeps an adopter from reading the recording's end between the check and the insert.
 * A terminal whose row is locked by someone else is passed over ('again') rather than keeping all others waiting. Whoever watches from
 * another process is nudged; a terminal without such a watcher costs no notification.
 */
export async function appendChunks(
  db: Database,
  bridgeId: BridgeId,
  chunks: readonly Chunk[],
): Promise<AppendOutcome[]> {
  if (chunks.length === 0) return [];
  const append = {
    // Node's own patience: a server that is gone without a word is noticed, and the next attempt takes another connection.
    query_timeout: APPEND_WITHIN_MS,
    name: 'append-chunks',
    text: `
      WITH given AS (
        SELECT terminal_id, ordinal, start_offset, byte_length, at, elapsed_ms, codec,
          substring($9::bytea FROM stored_from FOR stored_length) AS bytes,
          substring($12::bytea FROM (32 * (place - 1) + 1)::int FOR 32) AS digest,
          next_incoming, acked_outgoing, input_offset
        FROM unnest($2::uuid[], $3::int[], $4::bigint[], $5::int[], $6::timestamptz[], $7::int[], $8::smallint[],
          $10::int[], $11::int[], $13::bigint[], $14::bigint[], $15::bigint[]) WITH ORDINALITY
        AS g(terminal_id, ordinal, start_offset, byte_length, at, elapsed_ms, codec, stored_from, stored_length,
          next_incoming, acked_outgoing, input_offset, place)),
      mine AS (
        SELECT t.id FROM terminals t
        WHERE t.id = ANY ($2::uuid[]) AND t.bridge_id = $1 AND t.status = 'live'
        FOR SHARE SKIP LOCKED),
      inserted AS (
        INSERT INTO recording_chunks (terminal_id, ordinal, start_offset, byte_length, at, elapsed_ms, codec, bytes, digest,
          next_incoming, acked_outgoing, input_offset)
        SELECT g.* FROM given g JOIN mine ON mine.id = g.terminal_id
        ON CONFLICT DO NOTHING RETURNING terminal_id),
      nudged AS MATERIALIZED (
        SELECT pg_notify('postern_changes', json_build_object('table', 'recording_chunks', 'id', i.terminal_id)::text)
        FROM inserted i
        WHERE EXISTS (SELECT FROM watches w WHERE w.terminal_id = i.terminal_id AND w.ended_at IS NULL AND w.bridge_id <> $1))
      SELECT terminal_id, (SELECT count(*) FROM nudged) AS nudged FROM inserted`,
    values: [
      bridgeId,
      chunks.map((chunk) => chunk.terminalId),
      chunks.map((chunk) => chunk.ordinal),
      chunks.map((chunk) => chunk.startOffset),
      chunks.map((chunk) => chunk.byteLength),
      chunks.map((chunk) => chunk.at),
      chunks.map((chunk) => chunk.elapsedMs),
      chunks.map((chunk) => chunk.codec),
      // One value for the bytes of all: as elements of a list they would travel as hexadecimal text, twice as long and parsed.
      Buffer.concat(chunks.map((chunk) => chunk.bytes)),
      placesOf(chunks),
      chunks.map((chunk) => chunk.bytes.length),
      Buffer.concat(chunks.map((chunk) => chunk.digest)),
      chunks.map((chunk) => chunk.nextIncoming.toString()),
      chunks.map((chunk) => chunk.ackedOutgoing.toString()),
      chunks.map((chunk) => chunk.inputOffset),
    ],
  };
  const { rows } = await db.pool.query<{ terminal_id: string }>(append);
  const accepted = new Set(rows.map((row) => row.terminal_id));
  if (accepted.size === chunks.length) return chunks.map(() => 'accepted');
  const refused = chunks.filter((chunk) => !accepted.has(chunk.terminalId));
  const judged = await judgeRefused(db, bridgeId, refused);
  return chunks.map((chunk) =>
    accepted.has(chunk.terminalId) ? 'accepted' : (judged.get(chunk.terminalId) ?? 'fenced'),
  );
}

/** A refused chunk may have been written by an earlier attempt whose answer was lost: its digest tells. */
async function judgeRefused(
  db: Database,
  bridgeId: BridgeId,
  refused: readonly Chunk[],
): Promise<Map<string, AppendOutcome>> {
  const { rows } = await db.pool.query<{ id: string; mine: boolean; digest: Buffer | null }>(
    `SELECT t.id, (t.bridge_id = $1 AND t.status = 'live') AS mine, c.digest
     FROM unnest($2::uuid[], $3::int[]) AS g(terminal_id, ordinal)
     JOIN terminals t ON t.id = g.terminal_id
     LEFT JOIN recording_chunks c ON c.terminal_id = g.terminal_id AND c.ordinal = g.ordinal`,
    [bridgeId, refused.map((chunk) => chunk.terminalId), refused.map((chunk) => chunk.ordinal)],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    refused.map((chunk) => {
      const row = found.get(chunk.terminalId);
      if (!row) return [chunk.terminalId, 'fenced'];
      if (row.digest) return [chunk.terminalId, row.digest.equals(chunk.digest) ? 'accepted' : 'fenced'];
      return [chunk.terminalId, row.mine ? 'again' : 'fenced'];
    }),
  );
}

type ChunkRow = {
  terminal_id: string;
  ordinal: number;
  start_offset: string;
  byte_length: number;
  at: Date;
  elapsed_ms: number;
  codec: number;
  bytes: Buffer;
  digest: Buffer;
  next_incoming: string;
  acked_outgoing: string;
  input_offset: string;
};

/** At most `limit` chunks in order, beginning with the one that holds the byte at `fromOffset`. */
export async function readChunks(
  db: Database,
  terminalId: TerminalId,
  fromOffset: number,
  limit: number,
): Promise<Chunk[]> {
  const { rows } = await db.pool.query<ChunkRow>({
    name: 'read-chunks',
    text: `
      SELECT * FROM recording_chunks WHERE terminal_id = $1
        AND start_offset >= coalesce((SELECT max(start_offset) FROM recording_chunks
          WHERE terminal_id = $1 AND start_offset <= $2), 0)
        AND start_offset + byte_length > $2
      ORDER BY start_offset, ordinal LIMIT $3`,
    values: [terminalId, fromOffset, limit],
  });
  return rows.map(toChunk);
}

/** At most `limit` chunks from an ordinal on, those without bytes included: for checking the chain. */
export async function readChunksByOrdinal(
  db: Database,
  terminalId: TerminalId,
  fromOrdinal: number,
  limit: number,
): Promise<Chunk[]> {
  const { rows } = await db.pool.query<ChunkRow>(
    'SELECT * FROM recording_chunks WHERE terminal_id = $1 AND ordinal >= $2 ORDER BY ordinal LIMIT $3',
    [terminalId, fromOrdinal, limit],
  );
  return rows.map(toChunk);
}

/** Where a recording ends now: what a process that takes the terminal over, or watches it, goes on from. Null before its first chunk. */
export async function findRecordingEnd(db: Database, terminalId: TerminalId): Promise<RecordingEnd | null> {
  const { rows } = await db.pool.query<Omit<ChunkRow, 'bytes'>>(
    `SELECT ordinal, start_offset, byte_length, elapsed_ms, digest, next_incoming, acked_outgoing, input_offset
     FROM recording_chunks WHERE terminal_id = $1 ORDER BY ordinal DESC LIMIT 1`,
    [terminalId],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    ordinal: row.ordinal,
    endOffset: Number(row.start_offset) + row.byte_length,
    elapsedMs: row.elapsed_ms,
    digest: row.digest,
    nextIncoming: BigInt(row.next_incoming),
    ackedOutgoing: BigInt(row.acked_outgoing),
    inputOffset: Number(row.input_offset),
  };
}

/** The ends of several recordings at once, for a process that shows terminals which another one carries. */
export async function findRecordingEnds(
  db: Database,
  terminalIds: readonly TerminalId[],
): Promise<Map<string, number>> {
  const { rows } = await db.pool.query<{ id: string; end_offset: string }>({
    name: 'recording-ends',
    text: `SELECT g.id, c.end_offset FROM unnest($1::uuid[]) AS g(id), LATERAL (
        SELECT start_offset + byte_length AS end_offset FROM recording_chunks WHERE terminal_id = g.id
        ORDER BY ordinal DESC LIMIT 1) c`,
    values: [terminalIds],
  });
  return new Map(rows.map((row) => [row.id, Number(row.end_offset)]));
}

/** Puts a resize or an event on the recording's time line; that a line was lost or came back is told to pages that show its terminal. */
export async function insertMarker(
  db: Database,
  marker: {
    id: string;
    terminalId: TerminalId;
    at: Date;
    elapsedMs: number;
    offset: number;
    kind: MarkerKind;
    fields: MarkerFields[MarkerKind];
  },
): Promise<void> {
  await db.pool.query(
    `WITH marked AS (
       INSERT INTO recording_markers (id, terminal_id, at, elapsed_ms, "offset", kind, fields)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING terminal_id, kind)
     SELECT pg_notify('postern_changes', json_build_object('table', 'recording_markers', 'id', terminal_id)::text)
     FROM marked WHERE kind IN ('lineLost', 'lineBack', 'adopted')`,
    [
      marker.id,
      marker.terminalId,
      marker.at,
      marker.elapsedMs,
      marker.offset,
      marker.kind,
      JSON.stringify(marker.fields),
    ],
  );
}

/** Since when the lines of some terminals to AWS are down, by terminal; those whose line is up are absent. */
export async function listLostLines(db: Database, ids: readonly TerminalId[]): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.pool.query<{ terminal_id: string; kind: string; at: Date }>(
    `SELECT DISTINCT ON (terminal_id) terminal_id, kind, at FROM recording_markers
     WHERE terminal_id = ANY ($1::uuid[]) AND kind IN ('lineLost', 'lineBack', 'adopted')
     ORDER BY terminal_id, elapsed_ms DESC, id DESC`,
    [ids],
  );
  return new Map(rows.filter(({ kind }) => kind === 'lineLost').map((row) => [row.terminal_id, row.at]));
}

/** What a recording says of its one command: null when it is a shell's, otherwise its exit code, null until it has ended. */
export async function findCommand(db: Database, terminalId: TerminalId): Promise<{ exitCode: number | null } | null> {
  const { rows } = await db.pool.query<{ is_command: boolean; exit_code: number | null }>(
    `SELECT coalesce(bool_or(kind = 'command'), false) AS is_command,
       max((fields->>'exitCode')::int) FILTER (WHERE kind = 'commandEnded') AS exit_code
     FROM recording_markers WHERE terminal_id = $1 AND kind IN ('command', 'commandEnded')`,
    [terminalId],
  );
  return rows[0]?.is_command ? { exitCode: rows[0].exit_code } : null;
}

/** Every marker of a recording in order. */
export async function listMarkers(db: Database, terminalId: TerminalId): Promise<Marker[]> {
  const { rows } = await db.pool.query<{ elapsed_ms: number; offset: string; kind: string; fields: unknown }>(
    `SELECT elapsed_ms, "offset", kind, fields FROM recording_markers WHERE terminal_id = $1
     ORDER BY "offset", elapsed_ms, id`,
    [terminalId],
  );
  // Only insertMarker writes here, from the closed list.
  return rows.map(
    (row) => ({ elapsedMs: row.elapsed_ms, offset: BigInt(row.offset), kind: row.kind, fields: row.fields }) as Marker,
  );
}

/** Output bytes of a recording in each of `count` equal stretches of `durationMs`. */
export async function sumRecordedOutput(
  db: Database,
  terminalId: TerminalId,
  durationMs: number,
  count: number,
): Promise<number[]> {
  const { rows } = await db.pool.query<{ stretch: number; bytes: string }>(
    `SELECT least($3 - 1, elapsed_ms::bigint * $3 / greatest($2, 1))::int AS stretch, sum(byte_length) AS bytes
     FROM recording_chunks WHERE terminal_id = $1 GROUP BY 1`,
    [terminalId, durationMs, count],
  );
  const sums = new Array<number>(count).fill(0);
  for (const row of rows) sums[row.stretch] = Number(row.bytes);
  return sums;
}

function toChunk(row: ChunkRow): Chunk {
  return {
    terminalId: row.terminal_id as TerminalId,
    ordinal: row.ordinal,
    startOffset: Number(row.start_offset),
    byteLength: row.byte_length,
    at: row.at,
    elapsedMs: row.elapsed_ms,
    codec: row.codec as ChunkCodec,
    bytes: row.bytes,
    digest: row.digest,
    nextIncoming: BigInt(row.next_incoming),
    ackedOutgoing: BigInt(row.acked_outgoing),
    inputOffset: Number(row.input_offset),
  };
}

/** Where each chunk's bytes begin among those of all, counted from 1 as SQL does. */
function placesOf(chunks: readonly Chunk[]): number[] {
  let next = 1;
  return chunks.map((chunk) => {
    const place = next;
    next += chunk.bytes.length;
    return place;
  });
}
