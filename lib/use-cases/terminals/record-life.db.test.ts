import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../db/client';
import { testDatabase } from '../../db/testing/database';
import { aBridge, aGrant, anEnvironment, aPerson, aTarget, aTerminal, NOON } from '../../db/testing/rows';
import { verifyAudit } from '../../db/verify-audit';
import type { TerminalId } from '../../domain/ids';
import { recordAttached, recordDetached, recordOpened } from './record-life';

let db: Database;
let test: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  test = await testDatabase();
  db = openDatabase(test.url, 5);
});
afterAll(async () => {
  await db.close();
  await test.close();
});

const deps = {
  get db() {
    return db;
  },
  clock: { now: () => NOON },
};

/** This many opening terminals of one bridge. */
async function someTerminals(count: number) {
  const bridgeId = await aBridge(db);
  const { personId, signInId } = await aPerson(db);
  const environmentId = await anEnvironment(db);
  const targetId = await aTarget(db, { environmentId });
  const grantId = await aGrant(db, { personId, targetId });
  const row = { personId, signInId, targetId, environmentId, grantId, bridgeId, detachedAt: NOON };
  const ids: TerminalId[] = [];
  while (ids.length < count) ids.push(await aTerminal(db, row));
  return { bridgeId, ids };
}

const sessionOf = (id: string) => ({ sessionId: `s-${id}`, streamUrl: 'ws://127.0.0.1:1/', assumedRole: null });

/** Events about these terminals by transaction, in the order of the chain. */
async function eventsOf(ids: readonly TerminalId[]) {
  const { rows } = await db.pool.query<{ name: string; terminal_id: string; transaction: string }>(
    `SELECT name, terminal_id, xmin::text AS transaction FROM audit_events
     WHERE terminal_id = ANY ($1::uuid[]) AND name <> 'terminal.asked' ORDER BY sequence`,
    [ids],
  );
  return rows;
}

describe('changes of many terminals at once', () => {
  it('are each written with their event, and share their transactions', async () => {
    const { bridgeId, ids } = await someTerminals(40);
    const results = await Promise.all(
      ids.flatMap((id) => [recordOpened(deps, bridgeId, id, sessionOf(id)), recordAttached(deps, bridgeId, id, 0)]),
    );
    expect(results.every(({ ok }) => ok)).toBe(true);
    const rows = await db.prisma.terminal.findMany({ where: { id: { in: ids } } });
    expect(rows.every(({ status, detachedAt }) => status === 'live' && detachedAt === null)).toBe(true);
    const events = await eventsOf(ids);
    for (const id of ids) {
      const names = events.filter((event) => event.terminal_id === id).map(({ name }) => name);
      expect(names).toEqual(['terminal.opened', 'terminal.attached']);
    }
    expect(new Set(events.map(({ transaction }) => transaction)).size).toBeLessThan(10);
    expect(await verifyAudit(db)).toMatchObject({ brokenAt: null });
  });

  it('do not wait for one whose row is locked', async () => {
    const { bridgeId, ids } = await someTerminals(6);
    const [locked = ids[0], ...others] = ids;
    if (!locked) throw new Error('no terminal');
    const holder = await db.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM terminals WHERE id = $1 FOR UPDATE', [locked]);
    const attached = ids.map((id) => recordAttached(deps, bridgeId, id, 0));
    await Promise.all(attached.slice(1));
    expect((await eventsOf(ids)).map((event) => event.terminal_id).sort()).toEqual([...others].sort());
    await holder.query('COMMIT');
    holder.release();
    expect((await attached[0])?.ok).toBe(true);
    expect(await eventsOf([locked])).toHaveLength(1);
  });

  it('stand although one of them is refused by the database, and one by the rules', async () => {
    const { bridgeId, ids } = await someTerminals(6);
    const [bad, foreign] = ids;
    await db.pool.query(`
      CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
      CREATE TRIGGER refuse_one BEFORE UPDATE ON terminals FOR EACH ROW WHEN (NEW.id = '${bad}')
        EXECUTE FUNCTION refuse_one();`);
    await db.prisma.terminal.update({ where: { id: foreign ?? '' }, data: { bridgeId: await aBridge(db) } });
    const outcomes = await Promise.allSettled(ids.map((id) => recordAttached(deps, bridgeId, id, 0)));
    await db.pool.query('DROP TRIGGER refuse_one ON terminals; DROP FUNCTION refuse_one');
    expect(outcomes[0]?.status).toBe('rejected');
    expect(outcomes[1]).toMatchObject({ value: { ok: false, refusal: { reason: 'CHANGED_MEANWHILE' } } });
    expect(outcomes.slice(2).every((one) => one.status === 'fulfilled' && one.value.ok)).toBe(true);
    expect(new Set((await eventsOf(ids)).map((event) => event.terminal_id))).toEqual(new Set(ids.slice(2)));
    expect(await verifyAudit(db)).toMatchObject({ brokenAt: null });
  });
});

it('loses no coming and no going while the session is being written down', async () => {
  const bridgeId = await aBridge(db);
  const { personId, signInId } = await aPerson(db);
  const environmentId = await anEnvironment(db);
  const targetId = await aTarget(db, { environmentId });
  for (let round = 0; round < 8; round += 1) {
    const grantId = await aGrant(db, { personId, targetId });
    const ids = { personId, signInId, targetId, environmentId, grantId, bridgeId };
    const id = await aTerminal(db, { ...ids, detachedAt: NOON });
    const session = { sessionId: `s-${id}`, streamUrl: 'ws://127.0.0.1:1/', assumedRole: null };
    const [opened, attached] = await Promise.all([
      recordOpened(deps, bridgeId, id, session),
      recordAttached(deps, bridgeId, id, 0),
    ]);
    expect([opened.ok, attached.ok]).toEqual([true, true]);
    const row = await db.prisma.terminal.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ status: 'live', detachedAt: null });
    await recordDetached(deps, bridgeId, id);
    expect(await db.prisma.terminal.findUniqueOrThrow({ where: { id } })).toMatchObject({ detachedAt: NOON });
  }
});
