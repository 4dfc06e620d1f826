import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { runAsAdmin, urlOfDatabase } from '@/lib/db/testing/server';
import { migrate } from './migrate';

const database = `migrate_test_${process.pid}`;
let folder: string;
let url: string;
let client: pg.Client;

function writeMigration(name: string, sql: string): string {
  mkdirSync(join(folder, name), { recursive: true });
  const path = join(folder, name, 'migration.sql');
  writeFileSync(path, sql);
  return path;
}

async function tables(): Promise<string[]> {
  const { rows } = await client.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1",
  );
  return rows.map((row) => row.tablename);
}

beforeAll(() => {
  url = urlOfDatabase(inject('databaseServer').adminUrl, database);
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postern-migrate-'));
  await runAsAdmin(inject('databaseServer').adminUrl, `CREATE DATABASE ${database}`);
  client = new pg.Client({ connectionString: url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await runAsAdmin(inject('databaseServer').adminUrl, `DROP DATABASE ${database} WITH (FORCE)`);
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('migrate', () => {
  test('applies what is due in the order of the names, once', async () => {
    writeMigration('202602_second', 'ALTER TABLE first ADD COLUMN more int;');
    writeMigration('202601_first', 'CREATE TABLE first (id int); INSERT INTO first VALUES (1);');
    expect(await migrate(url, () => {}, folder)).toEqual({ applied: ['202601_first', '202602_second'] });
    expect(await migrate(url, () => {}, folder)).toEqual({ applied: [] });
    expect((await client.query('SELECT * FROM first')).rows).toEqual([{ id: 1, more: null }]);
  });

  test("keeps the rows Prisma's own command would keep", async () => {
    writeMigration('202601_first', 'SELECT 1;');
    await migrate(url, () => {}, folder);
    const { rows } = await client.query('SELECT * FROM "_prisma_migrations"');
    expect(rows).toMatchObject([
      {
        migration_name: '202601_first',
        // printf 'SELECT 1;' | sha256sum
        checksum: '17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a',
        rolled_back_at: null,
        applied_steps_count: 1,
      },
    ]);
    expect(rows[0].finished_at).toBeInstanceOf(Date);
  });

  test('undoes a migration that fails half way, and can be run again after the repair', async () => {
    writeMigration('202601_first', 'CREATE TABLE first (id int);');
    writeMigration('202602_bad', 'CREATE TABLE half (id int); SELECT no_such_column;');
    await expect(migrate(url, () => {}, folder)).rejects.toThrow(
      'Migration 202602_bad failed and was undone: column "no_such_column" does not exist',
    );
    expect(await tables()).toEqual(['first']);
    writeMigration('202602_bad', 'CREATE TABLE half (id int);');
    expect(await migrate(url, () => {}, folder)).toEqual({ applied: ['202602_bad'] });
  });

  test('refuses an applied migration that was edited, naming it', async () => {
    const path = writeMigration('202601_first', 'CREATE TABLE first (id int);');
    await migrate(url, () => {}, folder);
    appendFileSync(path, '\n-- one more line');
    await expect(migrate(url, () => {}, folder)).rejects.toThrow(
      'Migration 202601_first was edited after it was applied',
    );
  });

  test('refuses a database that a dead tool left half migrated', async () => {
    writeMigration('202601_first', 'CREATE TABLE first (id int);');
    await migrate(url, () => {}, folder);
    await client.query('UPDATE "_prisma_migrations" SET finished_at = NULL');
    await expect(migrate(url, () => {}, folder)).rejects.toThrow('began earlier and never finished');
  });

  describe('a database with a migration this version does not know', () => {
    beforeEach(async () => {
      writeMigration('202601_first', 'CREATE TABLE first (id int);');
      writeMigration('202603_newer', 'ALTER TABLE first ADD COLUMN more int;');
      await migrate(url, () => {}, folder);
      rmSync(join(folder, '202603_newer'), { recursive: true });
    });

    test('is left as it is when a newer version only went further', async () => {
      const said: string[] = [];
      expect(await migrate(url, (line) => said.push(line), folder)).toEqual({ applied: [] });
      expect(said).toEqual([
        'The database is ahead of this version by 202603_newer; migrations only add, so it is left as it is.',
      ]);
    });

    test.each([
      ['before it', '202602_other'],
      ['after it', '202604_other'],
    ])('is refused when this version would add one %s', async (_, name) => {
      writeMigration(name, 'SELECT 1;');
      await expect(migrate(url, () => {}, folder)).rejects.toThrow('202603_newer, which this version does not know');
      expect((await client.query('SELECT * FROM "_prisma_migrations"')).rows).toHaveLength(2);
    });

    test('is refused when it stands among those of this version', async () => {
      writeMigration('202603_newer', 'ALTER TABLE first ADD COLUMN more int;');
      writeMigration('202604_last', 'SELECT 1;');
      await migrate(url, () => {}, folder);
      rmSync(join(folder, '202603_newer'), { recursive: true });
      await expect(migrate(url, () => {}, folder)).rejects.toThrow('which this version does not know');
    });
  });

  test('lets many processes migrate at once, one doing it and the others finding it done', async () => {
    writeMigration('202601_first', 'CREATE TABLE first (id int); SELECT pg_sleep(0.1);');
    const runs = await Promise.all([1, 2, 3, 4].map(() => migrate(url, () => {}, folder)));
    expect(runs.flatMap((run) => run.applied)).toEqual(['202601_first']);
  });
});
