import { randomUUID } from 'node:crypto';
import { openSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { runAsAdmin, urlOfDatabase } from '@/lib/db/testing/server';
import { freePort } from '@/local/guard/free-port';
import { type GuardedProcess, spawnGuarded } from '@/local/guard/spawn-guarded';
import { migrate } from '@/prisma/migrate';

// A whole process starts here, on a machine that may be busy: late is not wrong.
vi.setConfig({ testTimeout: 120_000 });

const { adminUrl } = inject('databaseServer');
const database = `postern_unmigrated_${randomUUID().replaceAll('-', '')}`;
let server: GuardedProcess | undefined;

beforeAll(() => runAsAdmin(adminUrl, `CREATE DATABASE ${database}`));
afterAll(async () => {
  await server?.stop();
  await runAsAdmin(adminUrl, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
});

test.each(['bridge', 'jobs'])('%s started before its migrations says so, and is there when they are', async (role) => {
  const url = urlOfDatabase(adminUrl, database);
  await runAsAdmin(adminUrl, `DROP DATABASE ${database} WITH (FORCE)`, `CREATE DATABASE ${database}`);
  const port = String(await freePort());
  server = await spawnGuarded({
    command: process.execPath,
    args: ['--import', 'tsx', 'server.ts'],
    cwd: process.cwd(),
    env: {
      NODE_ENV: 'production',
      POSTERN_ROLES: role,
      DATABASE_URL: url,
      PORT: port,
      POSTERN_URL: `http://127.0.0.1:${port}`,
      OIDC_ISSUER: 'https://login.example.com',
      OIDC_CLIENT_ID: 'postern',
      OIDC_CLIENT_SECRET: 'secret',
      AUTH_SECRET: 'a'.repeat(32),
      AWS_REGION: 'eu-west-1',
    },
    output: openSync('/dev/null', 'w'),
    stopSignal: 'SIGTERM',
    graceMs: 20_000,
  });
  const health = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => null);
    return answer && [answer.status, await answer.json()];
  };
  await expect.poll(health, { timeout: 60_000 }).toEqual([503, { ok: false, why: 'notMigrated' }]);
  await migrate(url);
  await expect.poll(health, { timeout: 60_000 }).toEqual([200, { ok: true }]);
  await server.stop();
});
