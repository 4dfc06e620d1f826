import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '@/lib/db/testing/database';
import { readModels } from './testing/read-models';

// In place of `prisma migrate diff`, whose engine a closed network cannot download (docs/decisions/0011): what the
// models say and what the migrations made are compared column by column.
const modelsFolder = fileURLToPath(new URL('./models', import.meta.url));
let database: Awaited<ReturnType<typeof testDatabase>>;
let client: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.close();
});

const declared = readModels(
  readdirSync(modelsFolder)
    .map((file) => readFileSync(join(modelsFolder, file), 'utf8'))
    .join('\n'),
);

async function rowsAsMap(sql: string, ...values: unknown[]): Promise<Record<string, string>> {
  const { rows } = await client.query<{ key: string; value: string }>(sql, values);
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

test('every model column exists with its kind and nullability, and no column is without a model', async () => {
  const actual = await rowsAsMap(
    `SELECT table_name || '.' || column_name AS key,
            udt_name || CASE is_nullable WHEN 'YES' THEN ' null' ELSE '' END AS value
       FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations'`,
  );
  expect(actual).toEqual(declared.columns);
});

test('every enum has exactly the declared words, in order', async () => {
  const actual = await rowsAsMap(
    `SELECT typname AS key, string_agg(enumlabel, ' ' ORDER BY enumsortorder) AS value
       FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid JOIN pg_namespace ON pg_namespace.oid = typnamespace
      WHERE nspname = 'public' GROUP BY typname`,
  );
  expect(actual).toEqual(declared.enums);
});

test('every primary key is the declared one', async () => {
  const actual = await rowsAsMap(
    `SELECT conrelid::regclass::text AS key,
            (SELECT string_agg(attname, ' ' ORDER BY ordinality)
               FROM unnest(conkey) WITH ORDINALITY JOIN pg_attribute ON attrelid = conrelid AND attnum = unnest) AS value
       FROM pg_constraint
      WHERE contype = 'p' AND connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_prisma_migrations'`,
  );
  expect(actual).toEqual(declared.primaryKeys);
});

test('every declared uniqueness is a unique index', async () => {
  const { rows } = await client.query<{ key: string }>(
    `SELECT indrelid::regclass::text || ' ' ||
            (SELECT string_agg(attname, ' ' ORDER BY ordinality)
               FROM unnest(indkey::int2[]) WITH ORDINALITY JOIN pg_attribute ON attrelid = indrelid AND attnum = unnest) AS key
       FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
      WHERE indisunique AND indpred IS NULL AND relnamespace = 'public'::regnamespace`,
  );
  expect(rows.map(({ key }) => key)).toEqual(expect.arrayContaining(declared.uniques));
});
