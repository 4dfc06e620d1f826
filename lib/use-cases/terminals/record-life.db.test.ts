import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../db/client';
import { testDatabase } from '../../db/testing/database';
import { aBridge, aGrant, anEnvironment, aPerson, aTarget, aTerminal, NOON } from '../../db/testing/rows';
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

it('loses no coming and no going while the session is being written down', async () => {
  const deps = { db, clock: { now: () => NOON } };
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
