import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '@/local/postgres/start-postgres';
import { migrate } from '@/prisma/migrate';

export type TestServer = {
  /** Connection string of the server's maintenance database; its account may create databases. */
  adminUrl: string;
  /** Name of the migrated database that each test file copies. */
  template: string;
  close(): Promise<void>;
};

/** Starts the one Postgres of a test run, or uses DATABASE_URL_FOR_TESTS, and migrates a template database in it. */
export async function startTestServer(givenUrl = process.env.DATABASE_URL_FOR_TESTS): Promise<TestServer> {
  const server = givenUrl ? { adminUrl: givenUrl, close: async () => {} } : await startOwnServer();
  const template = `postern_template_${process.pid}`;
  try {
    await runAsAdmin(
      server.adminUrl,
      `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`,
      `CREATE DATABASE ${template}`,
    );
    await migrate(urlOfDatabase(server.adminUrl, template));
  } catch (error) {
    await server.close();
    throw error;
  }
  return {
    adminUrl: server.adminUrl,
    template,
    async close() {
      if (givenUrl) await runAsAdmin(server.adminUrl, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
      await server.close();
    },
  };
}

async function startOwnServer(): Promise<{ adminUrl: string; close(): Promise<void> }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'postern-db-test-'));
  const remove = () => rmSync(dataFolder, { recursive: true, force: true });
  try {
    const postgres = await startPostgres({ dataFolder, durable: false, log: () => {} });
    return { adminUrl: postgres.url, close: () => postgres.close().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The same server and account, another database. */
export function urlOfDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** Runs statements one after the other on a connection of their own. */
export async function runAsAdmin(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
