import type pg from 'pg';
import type { Database } from '../lib/db/client';

/** Bytes remembered of each terminal, for pages that read a little behind. */
const REMEMBERED_BYTES = 32 * 1024 * 1024;

type Remembered = { start_offset: string; byte_length: number; bytes: Buffer; codec: number; ordinal: number };

/**
 * The same database, except that a recording goes into this process's memory and nowhere else: what recording costs in Postgres is the
 * difference. Chunks are still hashed and packed.
 */
export function rememberRecordings(database: Database): Database {
  const kept = new Map<string, Remembered[]>();
  const answers: Record<string, (values: unknown[]) => object[]> = {
    'append-chunks': (values) => append(kept, values),
    'read-chunks': ([terminalId, from, limit]) => read(kept.get(String(terminalId)) ?? [], Number(from), Number(limit)),
  };
  const pool = new Proxy(database.pool, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'query' || typeof value !== 'function') return value;
      return (query: string | pg.QueryConfig, values?: unknown[]) => {
        const answer = typeof query === 'string' ? undefined : answers[query.name ?? ''];
        if (answer === undefined || typeof query === 'string') return value.call(target, query, values);
        return Promise.resolve({ rows: answer(query.values ?? []) });
      };
    },
  });
  return { ...database, pool };
}

function append(kept: Map<string, Remembered[]>, values: unknown[]): object[] {
  // The columns as appendChunks gives them, each a list with one place for each terminal.
  const [, ids, ordinals, starts, lengths, , , codecs] = values as [string, ...unknown[][]];
  const [, , , , , , , , bytes, froms, storedLengths] = values as [string, ...unknown[][]] & { 8: Buffer };
  return (ids ?? []).map((id, at) => {
    const chunks = kept.get(String(id)) ?? [];
    kept.set(String(id), chunks);
    chunks.push({
      start_offset: String(starts?.[at]),
      byte_length: Number(lengths?.[at]),
      bytes: storedBytes(bytes, Number(froms?.[at]), Number(storedLengths?.[at])),
      codec: Number(codecs?.[at]),
      ordinal: Number(ordinals?.[at]),
    });
    const end = Number(starts?.[at]);
    while (chunks[0] && end - Number(chunks[0].start_offset) > REMEMBERED_BYTES) chunks.shift();
    return { terminal_id: id };
  });
}

/** A copy, as the database would keep one. */
function storedBytes(all: Buffer, from: number, length: number): Buffer {
  return Buffer.from(all.subarray(from - 1, from - 1 + length));
}

function read(chunks: readonly Remembered[], from: number, limit: number): object[] {
  const first = chunks.findIndex((chunk) => Number(chunk.start_offset) + chunk.byte_length > from);
  const zero = { at: new Date(0), elapsed_ms: 0, next_incoming: '0', acked_outgoing: '0', input_offset: '0' };
  return first < 0 ? [] : chunks.slice(first, first + limit).map((chunk) => ({ ...zero, ...chunk }));
}
