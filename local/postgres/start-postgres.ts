import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../guard/free-port';
import { type GuardedProcess, spawnGuarded } from '../guard/spawn-guarded';
import { accountToRunAs } from './account';
import { preparedBinaries } from './binaries';
import { createCluster, SUPERUSER } from './create-cluster';
import { clearLeftovers } from './leftovers';
import { placeOf } from './place';

const DATABASE = 'postern';
const READY_WITHIN_MS = 30_000;

export type PostgresOptions = {
  /** Made when absent; the cluster, its password and its log live in it. */
  dataFolder: string;
  /** 0, the default, lets the machine choose. */
  port?: number;
  /** False trades safety against power loss for speed; for tests only. */
  durable?: boolean;
  log: (line: string) => void;
};

export type RunningPostgres = {
  /** Connection string of the product's database, password included. */
  url: string;
  /** Process id of the server itself. */
  pid: number;
  /** Settles with the reason when the server ends, asked or not. */
  ended: Promise<string>;
  close(): Promise<void>;
};

/** Starts a real Postgres on 127.0.0.1 over the data folder; it ends with this process, however this process ends. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { durable = true, log } = options;
  const dataFolder = resolve(options.dataFolder);
  const cluster = join(dataFolder, 'cluster');
  mkdirSync(dataFolder, { recursive: true, mode: 0o755 });
  chmodSync(dataFolder, 0o755);
  const account = accountToRunAs();
  const place = (folder: string) => placeOf(folder, account);
  const password = keptPassword(dataFolder);
  const isNew = !existsSync(cluster);
  const binaries = preparedBinaries(account);
  if (isNew) {
    log('Creating the database files');
    const initdb = join(binaries.folder, 'bin', 'initdb');
    await createCluster(cluster, { place, initdb, account, password, durable });
  }
  await clearLeftovers(cluster);

  const logPath = join(dataFolder, 'postgres.log');
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const port = options.port || (await freePort());
    const output = openSync(logPath, 'w', 0o600);
    const { cwd, path } = place(cluster);
    const server = await spawnGuarded({
      command: join(binaries.folder, 'bin', 'postgres'),
      args: ['-D', path, ...settings(port, durable)],
      cwd,
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
      output,
      account,
      stopSignal: 'SIGINT',
      graceMs: 10_000,
      removeAfter: binaries.temporary ? [binaries.folder] : [],
    }).finally(() => closeSync(output));
    const urlOf = (database: string) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
    const failure = await becomesReady(server, urlOf('postgres'), giveUpAt);
    if (failure === undefined) {
      await ensureDatabase(urlOf('postgres'));
      return running(server, urlOf(DATABASE));
    }
    await server.stop();
    const said = readFileSync(logPath, 'utf8').trim();
    // Both pass by themselves: another program took the port we had found, or a killed server's children are still going.
    const passing = options.port ? /shared memory block/ : /shared memory block|could not bind|Address already in use/;
    if (!passing.test(said) || binaries.temporary || Date.now() > giveUpAt) {
      throw new Error(`Postgres did not start (${failure}). It said: ${said.split('\n').slice(-5).join(' / ')}`);
    }
    await delay(100);
  }
}

function keptPassword(dataFolder: string): string {
  const path = join(dataFolder, 'password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const password = randomBytes(24).toString('base64url');
  writeFileSync(path, password, { mode: 0o600 });
  return password;
}

function settings(port: number, durable: boolean): string[] {
  const values: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    timezone: 'UTC',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Undefined once a connection succeeds, else why it never will. */
async function becomesReady(server: GuardedProcess, url: string, giveUpAt: number): Promise<string | undefined> {
  let failure: string | undefined;
  void server.ended.then(({ code, signal, reason }) => {
    failure = reason ?? `it ended with ${signal ?? `code ${code}`}`;
  });
  while (failure === undefined) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return undefined;
    } catch (error) {
      const refused = error instanceof Error && 'code' in error ? String(error.code) : '';
      // 57P03: it is still recovering. Anything else Postgres itself says will not get better by waiting.
      if (refused !== 'ECONNREFUSED' && refused !== 'ECONNRESET' && refused !== '57P03') return String(error);
    }
    if (Date.now() > giveUpAt) return `no answer within ${READY_WITHIN_MS / 1000} s`;
    await delay(20);
  }
  return failure;
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function running(server: GuardedProcess, url: string): RunningPostgres {
  return {
    url,
    pid: server.pid,
    ended: server.ended.then(({ code, signal, reason }) => reason ?? (signal ? `signal ${signal}` : `code ${code}`)),
    async close() {
      await server.stop();
    },
  };
}
