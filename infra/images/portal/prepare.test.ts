import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { environmentsFile } from '../../../lib/inputs/environments';
import { prepared } from './prepare.mjs';

const secret = {
  username: 'postern',
  password: 'p@ss/w:rd?%',
  host: 'db.internal',
  port: 5432,
  dbname: 'postern',
  engine: 'postgres',
};
const path = fileURLToPath(new URL('./prepare.mjs', import.meta.url));
afterEach(() => rmSync('/tmp/environments.json', { force: true }));

test('the secret becomes an address that Postgres clients read back, over a verified line', () => {
  const { set, faults } = prepared({ POSTERN_DATABASE_SECRET: JSON.stringify(secret) });
  expect(faults).toEqual([]);
  const url = new URL(String(set.DATABASE_URL));
  expect(decodeURIComponent(url.password)).toBe(secret.password);
  expect([url.host, url.pathname, url.searchParams.get('sslmode')]).toEqual([
    'db.internal:5432',
    '/postern',
    'verify-full',
  ]);
});

test.each<[Record<string, string>, string[]]>([
  [{ POSTERN_DATABASE_SECRET: 'hunter2' }, ['POSTERN_DATABASE_SECRET must be a JSON object']],
  [{ POSTERN_DATABASE_SECRET: '[]' }, ['POSTERN_DATABASE_SECRET must be a JSON object']],
  [
    { POSTERN_DATABASE_SECRET: JSON.stringify({ ...secret, host: '', port: null }) },
    ['POSTERN_DATABASE_SECRET must have host, port'],
  ],
  [
    { POSTERN_DATABASE_SECRET: '{', POSTERN_ENVIRONMENTS_JSON: 'nothing' },
    ['POSTERN_DATABASE_SECRET must be a JSON object', 'POSTERN_ENVIRONMENTS_JSON must be a JSON object'],
  ],
  [
    { POSTERN_DATABASE_SECRET: JSON.stringify(secret), DATABASE_URL: 'postgres://elsewhere' },
    ['POSTERN_DATABASE_SECRET and DATABASE_URL must not both be set'],
  ],
])('%j is told whole', (environment, faults) => {
  expect(prepared(environment).faults).toEqual(faults);
});

test('nothing to make, nothing done', () => {
  expect(prepared({ DATABASE_URL: 'postgres://here', POSTERN_ENVIRONMENTS: '/etc/mine.json' })).toEqual({
    set: {},
    files: {},
    faults: [],
  });
});

const run = (environment: Record<string, string>) =>
  spawnSync(process.execPath, ['--import', path, '-e', 'console.log(JSON.stringify(process.env))'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment },
  });

test('in front of a program it sets what the program reads, and takes the secret away', () => {
  const environments = readFileSync('local/environments.json', 'utf8');
  const { status, stdout } = run({
    POSTERN_DATABASE_SECRET: JSON.stringify(secret),
    POSTERN_ENVIRONMENTS_JSON: environments,
    POSTERN_ROLES: 'web',
  });
  const environment = JSON.parse(stdout) as Record<string, string>;
  expect(status).toBe(0);
  expect(environment.DATABASE_URL).toMatch(/^postgresql:\/\/postern:/);
  expect(environment.POSTERN_ROLES).toBe('web');
  expect(Object.keys(environment).filter((name) => /SECRET|_JSON/.test(name))).toEqual([]);
  const file: unknown = JSON.parse(readFileSync(environment.POSTERN_ENVIRONMENTS ?? '', 'utf8'));
  expect(environmentsFile.safeParse(file).success).toBe(true);
});

test('with faults it ends before the program begins, all of them told, no value among them', () => {
  const { status, stdout, stderr } = run({ POSTERN_DATABASE_SECRET: 'hunter2', POSTERN_ENVIRONMENTS_JSON: 'hunter2' });
  expect([status, stdout]).toEqual([78, '']);
  expect(stderr.trim().split('\n')).toHaveLength(2);
  expect(stderr).not.toContain('hunter2');
});
