import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEvent } from '../domain/audit/event';
import { writeAudit } from './audit';
import { type Database, openDatabase } from './client';
import { testDatabase } from './testing/database';
import { aPerson, NOON } from './testing/rows';
import { inTransaction } from './transaction';

let db: Database;
let test: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  test = await testDatabase();
  db = openDatabase(test.url, 10);
});
afterAll(async () => {
  await db.close();
  await test.close();
});

describe('writeAudit', () => {
  it('numbers events without gaps when many write at once', async () => {
    const actor = await aPerson(db);
    await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        inTransaction(db, (tx) =>
          writeAudit(tx, {
            actor,
            at: NOON,
            events: [
              auditEvent('access.refused', { door: 'audit.read', why: `a${index}` }),
              auditEvent('access.refused', { door: 'audit.read', why: `b${index}` }),
            ],
          }),
        ),
      ),
    );
    const rows = await db.prisma.auditEvent.findMany({ orderBy: { sequence: 'asc' } });
    expect(rows.map((row) => Number(row.sequence))).toEqual(Array.from({ length: 48 }, (_, index) => index + 1));
  });

  it('leaves no gap when a transaction is undone', async () => {
    const before = await db.prisma.auditEvent.count();
    const event = auditEvent('postern.stopped', {});
    await expect(
      inTransaction(db, async (tx) => {
        await writeAudit(tx, { actor: 'postern', at: NOON, events: [event] });
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await inTransaction(db, (tx) => writeAudit(tx, { actor: 'postern', at: NOON, events: [event] }));
    const last = await db.prisma.auditEvent.findFirst({ orderBy: { sequence: 'desc' } });
    expect(Number(last?.sequence)).toBe(before + 1);
  });

  it('keeps text that Postgres cannot hold, with the unholdable replaced', async () => {
    const why = 'a\u0000b\ud800c';
    await inTransaction(db, (tx) =>
      writeAudit(tx, {
        actor: 'postern',
        at: NOON,
        events: [auditEvent('access.refused', { door: 'audit.read', why })],
      }),
    );
    const last = await db.prisma.auditEvent.findFirst({ orderBy: { sequence: 'desc' } });
    expect(last?.fields).toEqual({ door: 'audit.read', why: 'a\ufffdb\ufffdc' });
  });
});
