import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';

const MIGRATIONS_FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));
// The lock Prisma's own `migrate deploy` takes, so that the two never run at once.
const ADVISORY_LOCK = 72_707_369;
// Prisma's own table, column for column: `prisma migrate` can take over at any time.
const TABLE = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

type Migration = { name: string; sql: string; checksum: string };
type Applied = { migration_name: string; checksum: string; finished_at: Date | null };

/** Why the database was left as it was, in one sentence for the person who runs the migration. */
export class MigrationRefused extends Error {
  override name = 'MigrationRefused';
}

/** Brings the database to the newest schema, each migration whole or not at all; safe to run from many processes at once. */
export async function migrate(
  databaseUrl: string,
  log: (line: string) => void = () => {},
  folder = MIGRATIONS_FOLDER,
): Promise<{ applied: string[] }> {
  const migrations = committedMigrations(folder);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query(TABLE);
    const { rows } = await client.query<Applied>(
      'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
    );
    const known = new Set(rows.map((row) => row.migration_name));
    const due = migrations.filter(({ name }) => !known.has(name));
    const ahead = namesAhead(migrations, due, rows);
    refuseSurprises(migrations, rows, ahead);
    if (ahead.length > 0)
      log(`The database is ahead of this version by ${ahead.join(', ')}; migrations only add, so it is left as it is.`);
    for (const migration of due) {
      log(`Migrating the database: ${migration.name}`);
      await applyWhole(client, migration);
    }
    return { applied: due.map(({ name }) => name) };
  } finally {
    // Ending the connection also lets go of the lock.
    await client.end();
  }
}

function committedMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Migrations of the database that a newer version brought, when it only went further than this one: this version goes on with it, or it could
 * never be put back after an update.
 */
function namesAhead(migrations: Migration[], due: Migration[], rows: Applied[]): string[] {
  const newest = migrations.at(-1)?.name ?? '';
  const unknown = rows.map((row) => row.migration_name).filter((name) => !migrations.some((one) => one.name === name));
  return due.length === 0 && unknown.every((name) => name > newest) ? unknown.sort() : [];
}

function refuseSurprises(migrations: Migration[], rows: Applied[], ahead: string[]): void {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const migration = byName.get(row.migration_name);
    if (row.finished_at === null) {
      throw new MigrationRefused(
        `Migration ${row.migration_name} began earlier and never finished: repair the database by hand and settle its row in _prisma_migrations.`,
      );
    }
    if (!migration) {
      if (ahead.includes(row.migration_name)) continue;
      throw new MigrationRefused(
        `The database already holds migration ${row.migration_name}, which this version does not know: run a version at least as new as the one that applied it.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new MigrationRefused(
        `Migration ${row.migration_name} was edited after it was applied: restore the file and put the change into a new migration.`,
      );
    }
  }
}

async function applyWhole(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    // Recorded first: a migration that commits by itself would otherwise run again.
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query(sql);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationRefused(`Migration ${name} failed and was undone: ${said}`, { cause });
  }
}

async function main(): Promise<void> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new MigrationRefused('DATABASE_URL is not set: say which database to migrate.');
  const { applied } = await migrate(url, console.log);
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.length}.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error: unknown) => {
    console.error(error instanceof MigrationRefused ? error.message : error);
    process.exitCode = 1;
  });
}
