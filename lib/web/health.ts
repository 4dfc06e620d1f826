import 'server-only';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkHealth } from '../use-cases/health';
import { webDeps } from './deps';

let needed: readonly string[] | undefined;

/** 200 when requests can be served, else 503 with the reason; for load balancers and `npm start`. */
export async function health(): Promise<Response> {
  needed ??= migrationsOfThisVersion();
  const answer = await checkHealth(webDeps(), needed);
  return Response.json(answer, { status: answer.ok ? 200 : 503, headers: { 'Cache-Control': 'no-store' } });
}

function migrationsOfThisVersion(): string[] {
  return readdirSync(join(process.cwd(), 'prisma', 'migrations'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
