import type { TestProject } from 'vitest/node';
import { startTestServer } from './server';

declare module 'vitest' {
  interface ProvidedContext {
    databaseServer: { adminUrl: string; template: string };
  }
}

/** Vitest's start of the whole db project: one server, one migrated template, stopped after the last file. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide('databaseServer', { adminUrl: server.adminUrl, template: server.template });
  return () => server.close();
}
