// `npm run audit:verify`: checks the whole audit chain, of DATABASE_URL or of the embedded database of a local run.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openDatabase } from '../lib/db/client';
import { type ChainFindings, verifyAudit } from '../lib/db/verify-audit';
import { findRunningPostgres } from '../local/postgres/find-running';
import { startPostgres } from '../local/postgres/start-postgres';

const WHY = {
  hash: 'what it says is not what was written',
  link: 'it does not follow the event before it',
  gap: 'it is missing',
} as const;

/** What the verifier says in words: whole, or the first broken link. */
export function verdict(found: ChainFindings, elapsedMs: number): string {
  const seconds = (elapsedMs / 1000).toFixed(1);
  if (found.brokenAt) {
    const { sequence, why } = found.brokenAt;
    return `The chain is BROKEN at event ${sequence}: ${WHY[why]}. Nothing from there on can be trusted until this is explained.`;
  }
  if (found.events === 0) return 'The chain is whole: it holds no event yet.';
  return `The chain is whole: ${found.events} events, verified in ${seconds} s. Its head is ${found.head}.`;
}

async function main(): Promise<void> {
  const source = await findDatabase();
  const db = openDatabase(source.url, 2);
  try {
    const begun = performance.now();
    const found = await verifyAudit(db);
    console.log(verdict(found, performance.now() - begun));
    process.exitCode = found.whole ? 0 : 1;
  } finally {
    await db.close();
    await source.close();
  }
}

/** The database to read; an embedded one is started for the time of the check when nothing runs on it. */
async function findDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const url = process.env.DATABASE_URL;
  if (url) return { url, close: async () => {} };
  const dataFolder = join(resolve(process.env.POSTERN_DATA || '.postern'), 'postgres');
  if (!existsSync(dataFolder))
    throw new Error(
      `DATABASE_URL is not set, and there is no local data in ${dataFolder}: say which database to check.`,
    );
  const running = await findRunningPostgres(dataFolder);
  if (running) return { url: running, close: async () => {} };
  return startPostgres({ dataFolder, durable: true, log: () => {} });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  });
}
