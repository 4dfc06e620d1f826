import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './client';

let ofThisVersion: readonly string[] | undefined;

/** Names of the migrations this version came with, read once from its own folder. */
export function migrationsOfThisVersion(): readonly string[] {
  ofThisVersion ??= readdirSync(join(process.cwd(), 'prisma', 'migrations'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return ofThisVersion;
}

/** Names of the migrations the database has finished; none when it was never migrated. */
export async function appliedMigrations(db: Database): Promise<string[]> {
  const { rows: known } = await db.pool.query<{ known: boolean }>(
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS known`,
  );
  if (!known[0]?.known) return [];
  const { rows } = await db.pool.query<{ name: string }>(
    'SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return rows.map((row) => row.name);
}
