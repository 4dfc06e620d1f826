import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditEvent } from '../domain/audit/event';
import { writeAudit } from './audit';
import { type Database, openDatabase } from './client';
import { testDatabase } from './testing/database';
import { NOON } from './testing/rows';
import { inTransaction } from './transaction';
import { verifyAudit } from './verify-audit';

let db: Database;
let test: Awaited<ReturnType<typeof testDatabase>>;

async function write(count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, index) =>
    auditEvent('access.refused', { door: 'audit.read', why: `Ω ${index} "quoted"\n` }),
  );
  await inTransaction(db, (tx) => writeAudit(tx, { actor: 'postern', at: NOON, events }));
}

/** What somebody with the database's own rights could do: switch the second lock off and write. */
async function tamper(...statements: string[]): Promise<void> {
  const client = await db.pool.connect();
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica');
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

beforeAll(async () => {
  test = await testDatabase();
  db = openDatabase(test.url, 5);
});
afterAll(async () => {
  await db.close();
  await test.close();
});
beforeEach(async () => {
  await tamper(
    'DELETE FROM audit_events',
    "UPDATE audit_head SET sequence = 0, hash = decode(repeat('00', 32), 'hex')",
  );
  await write(10);
});

describe('verifyAudit', () => {
  it('finds an empty chain and a written one whole', async () => {
    expect(await verifyAudit(db)).toMatchObject({ whole: true, events: 10, firstAt: NOON.getTime(), brokenAt: null });
    await tamper(
      'DELETE FROM audit_events',
      "UPDATE audit_head SET sequence = 0, hash = decode(repeat('00', 32), 'hex')",
    );
    expect(await verifyAudit(db)).toEqual({ whole: true, events: 0, head: null, firstAt: null, brokenAt: null });
  });

  it('reads over the end of a batch, also when the last one is full', async () => {
    for (const batch of [1, 3, 5, 10])
      expect(await verifyAudit(db, batch)).toMatchObject({ whole: true, events: 10, brokenAt: null });
  });

  it.each([
    [
      'a changed field',
      `UPDATE audit_events SET fields = '{"door":"test","why":"nothing"}' WHERE sequence = 4`,
      4,
      'hash',
    ],
    ['a changed actor', `UPDATE audit_events SET actor_name = 'Nobody' WHERE sequence = 1`, 1, 'hash'],
    ['a changed time', `UPDATE audit_events SET at = at + interval '1 millisecond' WHERE sequence = 10`, 10, 'hash'],
    ['a field of another kind', `UPDATE audit_events SET fields = '{"door":1.5}' WHERE sequence = 7`, 7, 'hash'],
    ['a deleted row', 'DELETE FROM audit_events WHERE sequence = 5', 5, 'gap'],
    ['a deleted first row', 'DELETE FROM audit_events WHERE sequence = 1', 1, 'gap'],
    ['rows cut off the end', 'DELETE FROM audit_events WHERE sequence > 8', 9, 'gap'],
    ['everything gone', 'DELETE FROM audit_events', 1, 'gap'],
  ])('finds %s', async (_what, statement, sequence, why) => {
    await tamper(statement);
    expect(await verifyAudit(db)).toMatchObject({ whole: false, brokenAt: { sequence, why } });
  });

  it('finds two rows that changed places', async () => {
    await tamper(
      'UPDATE audit_events SET sequence = 1000 WHERE sequence = 3',
      'UPDATE audit_events SET sequence = 3 WHERE sequence = 4',
      'UPDATE audit_events SET sequence = 4 WHERE sequence = 1000',
    );
    expect(await verifyAudit(db)).toMatchObject({ whole: false, brokenAt: { sequence: 3, why: 'link' } });
  });

  it('finds rows renumbered over a deleted one', async () => {
    await tamper(
      'DELETE FROM audit_events WHERE sequence = 5',
      'UPDATE audit_events SET sequence = sequence + 1000 WHERE sequence > 5',
      'UPDATE audit_events SET sequence = sequence - 1001 WHERE sequence > 1000',
    );
    expect(await verifyAudit(db)).toMatchObject({ whole: false, brokenAt: { sequence: 5, why: 'link' } });
  });
});
