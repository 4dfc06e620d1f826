import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { testDatabase } from '@/lib/db/testing/database';
import { freePort } from '../guard/free-port';
import { processFacts } from '../guard/process-facts';

// A stand-in for the product's server: the point here is what surrounds it.
const SERVER = `
  import { createServer } from 'node:http';
  const { PORT, HOST, ...environment } = process.env;
  createServer((request, response) => {
    if (request.url === '/api/health') response.end('ok');
    else if (request.url === '/crash') process.exit(3);
    else response.end(JSON.stringify({ pid: process.pid, environment }));
  }).listen(Number(PORT), HOST);
  process.on('SIGTERM', () => process.exit(0));`;

// Whole worlds start here, on a machine that may be busy: late is not wrong.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let database: Awaited<ReturnType<typeof testDatabase>>;
let starters: Starter[];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-world-'));
  writeFileSync(join(folder, 'server.mjs'), SERVER);
  starters = [];
});
afterEach(async () => {
  for (const { child, ended } of starters) {
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

type Starter = { child: ChildProcess; output: () => string; ended: Promise<number | null> };

function run(environment: Record<string, string>): Starter {
  const { PATH = '', HOME = '' } = process.env;
  const script = `
    import { runWorld } from ${JSON.stringify(new URL('./run-world.ts', import.meta.url).href)};
    await runWorld({
      root: ${JSON.stringify(folder)}, environment: process.env, development: false, serverCommand: ['server.mjs'],
    });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, NODE_ENV: 'test', AWS_REGION: 'eu-west-1', POSTERN_DATA: join(folder, 'data'), ...environment },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const starter = { child, output: () => said, ended: once(child, 'close').then(([code]) => code as number | null) };
  starters.push(starter);
  return starter;
}

async function readyUrl({ output, child }: Starter): Promise<string> {
  await expect
    .poll(output, { timeout: 90_000, interval: 20 })
    .toMatch(/^(?!Migrating).*(?:ready at http|ended with|Error|refus|taken|using)/m);
  const url = /Postern is ready at (\S+)\n$/.exec(output())?.[1];
  if (!url) throw new Error(`Process ${child.pid} said: ${output()}`);
  return url;
}

type ServerView = { pid: number; environment: Record<string, string> };
const look = async (url: string): Promise<ServerView> => (await (await fetch(`${url}/env`)).json()) as ServerView;

function postgresPid(): number {
  return Number(readFileSync(join(folder, 'data', 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

const isAlive = (pid: number) => processFacts(pid) !== undefined;

async function untilGone(...pids: number[]): Promise<void> {
  await expect.poll(() => pids.filter(isAlive), { timeout: 60_000, interval: 20 }).toEqual([]);
}

describe('runWorld', () => {
  test('starts what is missing, hands it to the server as ordinary configuration, ends all of it on SIGINT', async () => {
    const starter = run({ PORT: '0' });
    const url = await readyUrl(starter);
    const { pid, environment } = await look(url);
    expect(environment).toMatchObject({
      NODE_ENV: 'production',
      DATABASE_URL: expect.stringMatching(/^postgresql:\/\/postern:[^@]+@127\.0\.0\.1:\d+\/postern$/),
      OIDC_ISSUER: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      OIDC_CLIENT_ID: 'postern',
      POSTERN_URL: url,
      AWS_REGION: 'eu-west-1',
    });
    expect(starter.output()).toContain('Maya Okafor');
    const postgres = postgresPid();
    starter.child.kill('SIGINT');
    expect(await starter.ended).toBe(0);
    expect([pid, postgres].filter(isAlive)).toEqual([]);
    expect(readdirSync(join(folder, 'data'))).not.toContain('lock');
  });

  test('keeps its secrets and the address people are known by between runs, the former readable by their owner only', async () => {
    const first = run({ PORT: '0', DATABASE_URL: database.url });
    const before = (await look(await readyUrl(first))).environment;
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    const after = (await look(await readyUrl(run({ PORT: '0', DATABASE_URL: database.url })))).environment;
    expect(after.AUTH_SECRET).toBe(before.AUTH_SECRET);
    expect(after.AUTH_SECRET?.length).toBeGreaterThanOrEqual(32);
    expect(after.OIDC_CLIENT_SECRET).toBe(before.OIDC_CLIENT_SECRET);
    expect(after.OIDC_ISSUER).toBe(before.OIDC_ISSUER);
    expect(statSync(join(folder, 'data', 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('leaves nothing running when it is killed, and starts again over what it left', async () => {
    const starter = run({ PORT: '0' });
    const { pid } = await look(await readyUrl(starter));
    const postgres = postgresPid();
    starter.child.kill('SIGKILL');
    await untilGone(pid, postgres);
    await readyUrl(run({ PORT: '0' }));
  });

  test('ends what it has begun when it is stopped before it is ready', async () => {
    writeFileSync(join(folder, 'server.mjs'), "console.log('up'); setInterval(() => {}, 1000);");
    const starter = run({ PORT: '0' });
    const log = join(folder, 'data', 'logs', 'server.log');
    await expect.poll(() => (existsSync(log) ? readFileSync(log, 'utf8') : ''), { timeout: 90_000 }).toContain('up');
    const postgres = postgresPid();
    starter.child.kill('SIGTERM');
    expect(await starter.ended).toBe(0);
    expect(isAlive(postgres)).toBe(false);
    expect(starter.output()).not.toContain('ready');
  });

  test.each(['server', 'Postgres'])('ends the rest and fails when the %s dies', async (part) => {
    const starter = run({ PORT: '0' });
    const url = await readyUrl(starter);
    const { pid } = await look(url);
    const postgres = postgresPid();
    process.kill(part === 'server' ? pid : postgres, 'SIGKILL');
    expect(await starter.ended).toBe(1);
    expect(starter.output()).toContain(`${part === 'server' ? 'The server' : 'Postgres'} ended`);
    await untilGone(pid, postgres);
  });

  test('refuses a second start over one data folder and leaves the first alone', async () => {
    const url = await readyUrl(run({ PORT: '0', DATABASE_URL: database.url }));
    const second = run({ PORT: '0', DATABASE_URL: database.url });
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/Another Postern \(process \d+\) is using .*: stop it first, or set POSTERN_DATA/);
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
  });

  test('says who has its port', async () => {
    const holder = createServer().listen(await freePort(), '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const starter = run({ PORT: String(port) });
    expect(await starter.ended).toBe(1);
    expect(starter.output()).toContain(`Port ${port} is taken by process ${process.pid} (`);
    holder.close();
  });

  test('says that a given database cannot be reached', async () => {
    const port = await freePort();
    const starter = run({ PORT: '0', DATABASE_URL: `postgresql://nobody:x@127.0.0.1:${port}/none` });
    expect(await starter.ended).toBe(1);
    expect(starter.output()).toContain(
      `Cannot use the database at 127.0.0.1:${port} (ECONNREFUSED): check DATABASE_URL.`,
    );
    expect(readdirSync(join(folder, 'data'))).not.toContain('postgres');
  });

  test("shows the server's own words when it cannot start", async () => {
    writeFileSync(join(folder, 'server.mjs'), "console.error('OIDC_SCOPE is odd'); process.exit(1);");
    const starter = run({ PORT: '0', DATABASE_URL: database.url });
    expect(await starter.ended).toBe(1);
    expect(starter.output()).toContain('The server ended while starting. It said:\nOIDC_SCOPE is odd');
  });
});
