import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEnvironmentOf, startTestCloud, type TestCloud } from '@/lib/aws/testing/cloud';
import { type Database, openDatabase } from '@/lib/db/client';
import { testDatabase } from '@/lib/db/testing/database';
import { NOON } from '@/lib/db/testing/rows';
import type { Examination } from '@/lib/use-cases/targets/examine';
import { loadEnvironments } from '@/lib/use-cases/targets/load-environments';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

let cloud: TestCloud;
let db: Database;
let test: Awaited<ReturnType<typeof testDatabase>>;
let folder: string;
beforeAll(async () => {
  cloud = await startTestCloud();
  test = await testDatabase();
  db = openDatabase(test.url, 2);
  folder = mkdtempSync(join(tmpdir(), 'postern-doctor-'));
  const described = ['production', 'staging'].map((name) => {
    const { id: _id, position: _position, ...rest } = anEnvironmentOf({ name });
    return { ...rest, ...(name === 'staging' ? { cluster: 'gone' } : {}), targets: [] };
  });
  await loadEnvironments({ db, clock: { now: () => NOON }, newId: randomUUID }, described);
});
afterAll(async () => {
  await db.close();
  await test.close();
  await cloud.close();
  rmSync(folder, { recursive: true });
});

async function doctor(
  args: string[],
  more: Record<string, string> = {},
): Promise<{ code: number | null; said: string }> {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/doctor.ts', ...args], {
    cwd: ROOT,
    env: { ...inherited, ...cloud.aws.environment, NODE_NO_WARNINGS: '1', ...more },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  expect(said).not.toContain(cloud.aws.environment.AWS_SECRET_ACCESS_KEY);
  return { code, said };
}

const recorded = async () =>
  (await db.pool.query("SELECT fields, environment_id FROM audit_events WHERE name = 'environment.examined'")).rows;

describe('npm run doctor', () => {
  it('says of an environment of the database what is well, and puts it on record', async () => {
    const { code, said } = await doctor(['--environment', 'production'], { DATABASE_URL: test.url });
    expect(code).toBe(0);
    expect(said).toMatch(/^production: 14 checks, no fault, 4 warnings\.\n/);
    expect(said).toMatch(/\n {2}ok {6}account {8}That is in account 441022079313, as the environment says\.\n/);
    expect(said).toMatch(/\n {2}WARNING operator .*\n {25}Name an operatorRoleArn\.\n/);
    expect(await recorded()).toEqual([
      { fields: { name: 'production', faults: [], warnings: 4 }, environment_id: expect.any(String) },
    ]);
  });

  it('looks at all of them unless told which, and fails when one has a fault', async () => {
    const { code, said } = await doctor(['--json'], { DATABASE_URL: test.url });
    expect(code).toBe(1);
    const examined = JSON.parse(said) as Examination[];
    expect(examined.map(({ environment }) => environment)).toEqual(['production', 'staging']);
    expect(examined[1]?.findings.filter(({ state }) => state === 'fault')).toEqual([
      {
        check: 'cluster',
        state: 'fault',
        says: 'There is no cluster gone in eu-west-1.',
        act: 'Deploy the bastion stack there, or put cluster or region right.',
      },
    ]);
    expect((await recorded()).map(({ fields }) => fields)).toContainEqual({
      name: 'staging',
      faults: ['cluster'],
      warnings: 2,
    });
  });

  it('reads a file of environments, before there is any database', async () => {
    const file = join(folder, 'environments.json');
    const { id: _id, position: _position, ...environment } = anEnvironmentOf();
    const targets = [{ name: 'shell', kind: 'bastion', command: 'bash' }];
    writeFileSync(file, JSON.stringify({ environments: [{ ...environment, targets }] }));
    const { code, said } = await doctor(['--file', file]);
    expect(said).toMatch(/^production: /);
    expect(code).toBe(0);
    writeFileSync(file, JSON.stringify({ environments: [{ ...environment, region: 'Dublin', targets }] }));
    const wrong = await doctor(['--file', file]);
    expect(wrong.code).toBe(2);
    expect(wrong.said).toContain('environments[0].region must be an AWS region');
  });

  it.each([
    [[], {}, 'Say which environments: --file FILE, or set DATABASE_URL or POSTERN_ENVIRONMENTS.'],
    [['--environment', 'nowhere'], { DATABASE_URL: 'own' }, 'There is no environment nowhere.'],
    [['--enviroment', 'x'], {}, "Unknown option '--enviroment'"],
  ])('%j with %j cannot begin', async (args, more, why) => {
    const { code, said } = await doctor(args, Object.keys(more).length > 0 ? { DATABASE_URL: test.url } : {});
    expect(said).toContain(why);
    expect(code).toBe(2);
  });
});
