import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { processFacts } from '../guard/process-facts';
import { startPostgres } from './start-postgres';

// Servers are started and killed here, on a machine that may be busy: late is not wrong.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
const silent = () => {};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-postgres-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function eventually(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { timeout: 60_000, interval: 20 }).toBe(true);
}

/** A process of its own that starts Postgres and then waits, for tests that kill it. */
async function starterProcess(dataFolder: string): Promise<{ starter: ChildProcess; url: string; pid: number }> {
  const script = `
    import { startPostgres } from ${JSON.stringify(new URL('./start-postgres.ts', import.meta.url).href)};
    startPostgres({ dataFolder: ${JSON.stringify(dataFolder)}, durable: false, log() {} })
      .then(({ url, pid }) => console.log(JSON.stringify({ url, pid })));
    setInterval(() => {}, 60_000);`;
  const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: starter.stdout }), 'line');
  return { starter, ...JSON.parse(String(line)) };
}

describe('startPostgres', () => {
  test('listens on loopback only, demands its password, keeps data between runs', async () => {
    const dataFolder = join(folder, 'kept');
    const first = await startPostgres({ dataFolder, log: silent });
    expect(await query(first.url, "SELECT current_setting('listen_addresses') a, current_setting('fsync') f")).toEqual([
      { a: '127.0.0.1', f: 'on' },
    ]);
    await expect(query(first.url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(/password/);
    expect(statSync(join(dataFolder, 'password')).mode & 0o777).toBe(0o600);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.close();
    expect(processFacts(first.pid)).toBeUndefined();

    const second = await startPostgres({ dataFolder, log: silent });
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await expect(startPostgres({ dataFolder, log: silent })).rejects.toThrow(`already running on`);
    await second.close();
  });

  test('dies with its starter even by kill -9, and recovers committed data at the next start', async () => {
    const dataFolder = join(folder, 'killed-starter');
    const { starter, url, pid } = await starterProcess(dataFolder);
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS answer');
    starter.kill('SIGKILL');
    await eventually(() => processFacts(pid) === undefined);
    const again = await startPostgres({ dataFolder, durable: false, log: silent });
    expect(await query(again.url, 'SELECT answer FROM kept')).toEqual([{ answer: 1 }]);
    await again.close();
  });

  test('recovers after kill -9 of the server itself and says that it ended', async () => {
    const dataFolder = join(folder, 'killed-server');
    const first = await startPostgres({ dataFolder, log: silent });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS answer');
    process.kill(first.pid, 'SIGKILL');
    expect(await first.ended).toBe('signal SIGKILL');
    // The lock file now names a process that is somebody else: this one.
    writeFileSync(join(dataFolder, 'cluster', 'postmaster.pid'), `${process.pid}\n`);
    const again = await startPostgres({ dataFolder, log: silent });
    expect(await query(again.url, 'SELECT answer FROM kept')).toEqual([{ answer: 1 }]);
    await again.close();
  });

  test('takes over from a server whose guard was killed', async () => {
    const dataFolder = join(folder, 'killed-guard');
    const { starter, pid } = await starterProcess(dataFolder);
    const guardPid = processFacts(pid)?.parentPid;
    expect(guardPid).toBeGreaterThan(1);
    starter.kill('SIGSTOP');
    process.kill(guardPid ?? 0, 'SIGKILL');
    await eventually(() => processFacts(pid)?.parentPid !== guardPid);
    const again = await startPostgres({ dataFolder, durable: false, log: silent });
    expect(again.pid).not.toBe(pid);
    await again.close();
    starter.kill('SIGKILL');
  });

  test('says what is wrong when its port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(
      startPostgres({ dataFolder: join(folder, 'taken'), port, durable: false, log: silent }),
    ).rejects.toThrow(/Postgres did not start.*(could not bind|Address already in use)/);
    holder.close();
  });
});
