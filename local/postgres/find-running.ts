import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { SUPERUSER } from './create-cluster';

/** Connection string of the server that somebody already runs over a data folder; null when none answers there. */
export async function findRunningPostgres(dataFolder: string, database = 'postern'): Promise<string | null> {
  const url = writtenUrl(dataFolder, database);
  if (url === null) return null;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return url;
  } catch {
    // A lock file from before a crash, or another program on the port.
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}

function writtenUrl(dataFolder: string, database: string): string | null {
  try {
    // Fourth line: the port; Postgres writes it for exactly this purpose.
    const port = Number(readFileSync(join(dataFolder, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[3]);
    const password = readFileSync(join(dataFolder, 'password'), 'utf8').trim();
    return Number.isInteger(port) && port > 0
      ? `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`
      : null;
  } catch {
    return null;
  }
}
