import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAudit } from '@/lib/db/audit';
import { type Database, openDatabase } from '@/lib/db/client';
import { testDatabase } from '@/lib/db/testing/database';
import { NOON } from '@/lib/db/testing/rows';
import { inTransaction } from '@/lib/db/transaction';
import { auditEvent } from '@/lib/domain/audit/event';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

let db: Database;
let test: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  test = await testDatabase();
  db = openDatabase(test.url, 2);
  const events = [1, 2, 3].map((number) => auditEvent('access.refused', { door: 'audit.read', why: `${number}` }));
  await inTransaction(db, (tx) => writeAudit(tx, { actor: 'postern', at: NOON, events }));
});
afterAll(async () => {
  await db.close();
  await test.close();
});

function verify(environment: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/audit-verify.ts'], {
    cwd: ROOT,
    env: { ...inherited, ...environment },
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  return new Promise((done) => child.on('close', (code) => done({ code, said })));
}

describe('npm run audit:verify', () => {
  it('says that the chain is whole, then names the first broken link and fails', async () => {
    const whole = await verify({ DATABASE_URL: test.url });
    expect(whole).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^The chain is whole: 3 events, verified in /),
    });
    await db.pool.query('ALTER TABLE audit_events DISABLE TRIGGER USER');
    await db.pool.query(`UPDATE audit_events SET actor_name = 'Nobody' WHERE sequence = 2`);
    const broken = await verify({ DATABASE_URL: test.url });
    expect(broken.code).toBe(1);
    expect(broken.said).toMatch(/^The chain is BROKEN at event 2: what it says is not what was written\./);
  });

  it('says what to set when there is no database', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'postern-empty-'));
    const { code, said } = await verify({ POSTERN_DATA: empty });
    rmSync(empty, { recursive: true });
    expect(code).toBe(2);
    expect(said).toMatch(/DATABASE_URL is not set/);
  });
});
