import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BridgeId, TerminalId } from '../domain/ids';
import type { Chunk } from '../domain/recordings/recording';
import { type Change, listenForChanges } from './changes';
import { type Database, openDatabase } from './client';
import { appendChunks } from './recordings';
import { testDatabase } from './testing/database';
import { aBridge, aGrant, anEnvironment, aPerson, aTarget, aTerminal, NOON } from './testing/rows';

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

async function aCarriedTerminal(bridgeId: BridgeId): Promise<TerminalId> {
  const { personId, signInId } = await aPerson(db);
  const environmentId = await anEnvironment(db);
  const targetId = await aTarget(db, { environmentId });
  const grantId = await aGrant(db, { personId, targetId });
  return aTerminal(db, { personId, signInId, targetId, environmentId, grantId, bridgeId, status: 'live' });
}

function aChunk(terminalId: TerminalId, ordinal: number): Chunk {
  const bytes = Buffer.from('hello');
  return {
    terminalId,
    ordinal,
    startOffset: ordinal * bytes.length,
    byteLength: bytes.length,
    at: NOON,
    elapsedMs: ordinal,
    codec: 0,
    bytes,
    digest: Buffer.alloc(32, ordinal),
    nextIncoming: BigInt(ordinal),
    ackedOutgoing: 0n,
    inputOffset: 0,
  };
}

describe('appendChunks', () => {
  it('nudges those who watch from another process, and nobody else', async () => {
    const [carrier, elsewhere] = [await aBridge(db), await aBridge(db)];
    const [watched, watchedHere, unwatched] = [
      await aCarriedTerminal(carrier),
      await aCarriedTerminal(carrier),
      await aCarriedTerminal(carrier),
    ];
    const { personId } = await aPerson(db);
    for (const [terminalId, bridgeId] of [
      [watched, elsewhere],
      [watchedHere, carrier],
    ] as const) {
      await db.prisma.watch.create({ data: { id: randomUUID(), terminalId, personId, bridgeId, startedAt: NOON } });
    }
    const changes = await listenForChanges(db);
    const heard: Change[] = [];
    const signals = new EventTarget();
    changes.listen((change) => {
      heard.push(change);
      signals.dispatchEvent(new Event(change.table));
    });
    const last = once(signals, 'sign_ins');
    const outcomes = await appendChunks(db, carrier, [
      aChunk(watched, 0),
      aChunk(watchedHere, 0),
      aChunk(unwatched, 0),
    ]);
    // Notifications come in the order of their commits: hearing this one means that everything before it was heard.
    await db.pool.query(`SELECT pg_notify('postern_changes', '{"table":"sign_ins","id":"x"}')`);
    await last;
    await changes.close();
    expect(outcomes).toEqual(['accepted', 'accepted', 'accepted']);
    expect(heard.filter(({ table }) => table === 'recording_chunks')).toEqual([
      { table: 'recording_chunks', id: watched },
    ]);
  });

  it('takes a chunk once, says so again to who asks again, and fences off who carries the terminal no longer', async () => {
    const [carrier, thief] = [await aBridge(db), await aBridge(db)];
    const terminalId = await aCarriedTerminal(carrier);
    expect(await appendChunks(db, carrier, [aChunk(terminalId, 0)])).toEqual(['accepted']);
    expect(await appendChunks(db, carrier, [aChunk(terminalId, 0)])).toEqual(['accepted']);
    expect(await appendChunks(db, carrier, [{ ...aChunk(terminalId, 0), digest: Buffer.alloc(32, 9) }])).toEqual([
      'fenced',
    ]);
    expect(await appendChunks(db, thief, [aChunk(terminalId, 1)])).toEqual(['fenced']);
    expect(await db.prisma.recordingChunk.count({ where: { terminalId } })).toBe(1);
  });
});
