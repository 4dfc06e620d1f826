import { appliedMigrations, migrationsOfThisVersion } from '../db/migrations';
import type { Deps } from './deps';

export type Health = { ok: true } | { ok: false; why: 'databaseUnreachable' | 'notMigrated' };

// A probe must be answered while a database that hangs is still being waited for.
const PATIENCE_MS = 3_000;

/** Whether requests can be served: the database answers in time and holds every migration this version needs. */
export async function checkHealth(deps: Pick<Deps, 'db'>): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), PATIENCE_MS);
  });
  try {
    const applied = await Promise.race([appliedMigrations(deps.db), late]);
    if (applied === null) return { ok: false, why: 'databaseUnreachable' };
    return migrationsOfThisVersion().every((name) => applied.includes(name))
      ? { ok: true }
      : { ok: false, why: 'notMigrated' };
  } catch {
    return { ok: false, why: 'databaseUnreachable' };
  } finally {
    clearTimeout(timer);
  }
}
