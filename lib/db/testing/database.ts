import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { runAsAdmin, urlOfDatabase } from './server';

/** A fresh, migrated database of the caller's own; one per test file is enough. Close it in `afterAll`. */
export async function testDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const { adminUrl, template } = inject('databaseServer');
  const name = `postern_test_${randomUUID().replaceAll('-', '')}`;
  await runAsAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: urlOfDatabase(adminUrl, name),
    // Forced: a pool that a failed test left open must not hide the failure behind another.
    close: () => runAsAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
