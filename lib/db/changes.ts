import pg from 'pg';
import type { Database } from './client';

/** A row that changed; only its table and id travel, so hearing of it tells nothing that rows do not allow. */
export type Change = { table: string; id: string };

export type Changes = {
  /** Calls `heard` for every change from now on; returns how to stop. */
  listen(heard: (change: Change) => void): () => void;
  /** Calls `woken` whenever changes may have been missed: on each (re)connection. */
  onGap(woken: () => void): () => void;
  close(): Promise<void>;
};

const CHANNEL = 'postern_changes';
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;

/**
 * Listens for changed rows on a connection of its own and comes back after a loss. A nudge may be missed while it is away: rows and
 * polling are the truth.
 */
export async function listenForChanges(db: Database): Promise<Changes> {
  const heard = new Set<(change: Change) => void>();
  const woken = new Set<() => void>();
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | null = null;
  let retryMs = FIRST_RETRY_MS;
  let closed = false;

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: db.url, keepAlive: true });
    next.on('error', () => lost(next));
    next.on('end', () => lost(next));
    next.on('notification', ({ payload }) => {
      const change = parseChange(payload);
      if (change) for (const one of heard) one(change);
    });
    client = next;
    try {
      await next.connect();
      await next.query(`LISTEN ${CHANNEL}`);
      retryMs = FIRST_RETRY_MS;
      for (const one of woken) one();
    } catch {
      lost(next);
    }
  }

  function lost(which: pg.Client): void {
    if (client !== which) return;
    client = null;
    which.end().catch(() => undefined);
    if (closed) return;
    retry = setTimeout(() => void connect(), retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }

  await connect();
  return {
    listen(one) {
      heard.add(one);
      return () => heard.delete(one);
    },
    onGap(one) {
      woken.add(one);
      return () => woken.delete(one);
    },
    async close() {
      closed = true;
      if (retry) clearTimeout(retry);
      const last = client;
      client = null;
      await last?.end().catch(() => undefined);
    },
  };
}

function parseChange(payload: string | undefined): Change | null {
  try {
    const parsed: unknown = JSON.parse(payload ?? '');
    if (typeof parsed !== 'object' || parsed === null || !('table' in parsed) || !('id' in parsed)) return null;
    return typeof parsed.table === 'string' && typeof parsed.id === 'string'
      ? { table: parsed.table, id: parsed.id }
      : null;
  } catch {
    return null;
  }
}
