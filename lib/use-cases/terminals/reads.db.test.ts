import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aBastion, aBridge, aGrant, minutesFromNoon, NOON } from '../../db/testing/rows';
import type { BridgeId, GrantId, TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { FIRST_DIGEST } from '../../domain/recordings/chunk';
import type { Picture } from '../../domain/recordings/picture';
import type { Chunk } from '../../domain/recordings/recording';
import { appendRecording, recordMarker } from '../recordings/append';
import { readCast } from '../recordings/cast';
import { chunkDigest, packChunk } from '../recordings/chunk-codec';
import { getRecording } from '../recordings/get';
import { verifyRecording } from '../recordings/verify';
import { aLiveTerminal, aTeam, openWorld, somePlaces, type World } from '../testing/world';
import { endTerminal } from './end';
import { getTerminal } from './get';
import { listLiveTerminals } from './list-live';
import { listMyTerminals } from './list-mine';
import { listRecordings } from './list-recordings';
import { recordEnded } from './record-life';
import { recordWatched } from './record-watch';

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
let places: Awaited<ReturnType<typeof somePlaces>>;
let bridgeId: BridgeId;
let grantId: GrantId;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.setClock(0);
  team = await aTeam(world.db);
  places = await somePlaces(world.db);
  bridgeId = await aBridge(world.db);
  grantId = await aGrant(world.db, { personId: team.priya.personId, targetId: places.ordersDb });
});

const live = (more: { createdAt?: Date; status?: 'opening' | 'live' } = {}): Promise<TerminalId> =>
  aLiveTerminal(world.db, team.priya, places, { grantId, bridgeId, ...more });

/** Writes pieces of output as the recorder would, a second apart; answers the last digest and how many bytes there are. */
async function output(terminalId: TerminalId, pieces: readonly (string | Uint8Array)[]) {
  let digest: Uint8Array = FIRST_DIGEST;
  let startOffset = 0;
  for (const [ordinal, piece] of pieces.entries()) {
    const raw = typeof piece === 'string' ? Buffer.from(piece) : piece;
    digest = chunkDigest(digest, startOffset, [raw]);
    const chunk: Chunk = {
      terminalId,
      ordinal,
      startOffset,
      byteLength: raw.length,
      at: NOON,
      elapsedMs: (ordinal + 1) * 1000,
      ...(await packChunk([raw])),
      digest,
      nextIncoming: 0n,
      ackedOutgoing: 0n,
      inputOffset: 0,
    };
    expect(await appendRecording(world.deps, bridgeId, [chunk])).toEqual(['accepted']);
    startOffset += raw.length;
  }
  return { digest, outputBytes: startOffset };
}

/** What a miniature shows, as text. */
function words(row: { picture: Picture | null } | undefined): string[] {
  return (row?.picture?.rows ?? []).map((runs) => runs.map(([text]) => text).join('')).filter((line) => line !== '');
}

async function ended(pieces: readonly (string | Uint8Array)[]): Promise<TerminalId> {
  const id = await live();
  const totals = await output(id, pieces);
  expect(await recordEnded(world.deps, bridgeId, id, 'exited', totals)).toMatchObject({ ok: true });
  return id;
}

async function castOf(actor: Actor, terminalId: string, how: 'player' | 'download' = 'player') {
  const answer = await readCast(world.deps, actor, { terminalId, how });
  if (!answer.ok) throw new Error(answer.refusal.reason);
  let text = '';
  for await (const lines of answer.value.lines) text += lines;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function allowed<Value>(answer: Promise<{ ok: true; value: Value } | { ok: false; refusal: object }>) {
  const got = await answer;
  if (!got.ok) throw new Error(JSON.stringify(got.refusal));
  return got.value;
}

describe('my terminals', () => {
  it('are those that run, then those that ended lately, with what they show', async () => {
    const over = await ended(['$ whoami\r\npriya\r\n']);
    const running = await live();
    await output(running, ['$ tail -f log\r\n', `${'x'.repeat(300_000)}\r\n`, 'first\r\nsec\x08\x08econd\r\n']);
    world.setClock(5);
    const mine = await allowed(listMyTerminals(world.deps, team.priya));
    expect(mine.map(({ id, status }) => [id, status])).toEqual([
      [running, 'live'],
      [over, 'ended'],
    ]);
    expect(words(mine[0]).slice(-2)).toEqual(['first', 'second']);
    expect(mine[0]).toMatchObject({ endsAt: minutesFromNoon(60).getTime(), outputBytes: 300_036, watchers: [] });
    expect(mine[1]).toMatchObject({ endsAt: null, endReason: 'exited' });
    expect(words(mine[1])).toEqual(['$ whoami', 'priya']);
    world.setClock(31 * 24 * 60);
    expect((await allowed(listMyTerminals(world.deps, team.priya))).map(({ id }) => id)).toEqual([running]);
    expect(await allowed(listMyTerminals(world.deps, team.jonas))).toEqual([]);
  });

  it('have the time of all grants that follow each other', async () => {
    const whose = { personId: team.priya.personId, targetId: places.ordersDb };
    await aGrant(world.db, { ...whose, startsAt: minutesFromNoon(50), endsAt: minutesFromNoon(90) });
    const id = await live();
    expect(await allowed(getTerminal(world.deps, team.priya, { terminalId: id }))).toMatchObject({
      endsAt: minutesFromNoon(90).getTime(),
    });
  });
});

describe('live terminals', () => {
  it('are seen by administrators and auditors, and acted on by administrators', async () => {
    const id = await live();
    await recordWatched(world.deps, team.admin, bridgeId, {
      id,
      number: 1,
      personId: team.priya.personId,
      targetId: places.ordersDb,
      environmentId: places.production,
      openedAt: NOON,
    });
    const of = async (actor: Actor) =>
      (await allowed(listLiveTerminals(world.deps, actor))).terminals.find((one) => one.id === id);
    expect(await of(team.admin)).toMatchObject({
      acts: { watch: true, end: true },
      watchers: [{ name: 'Ada Novak' }],
      person: { name: 'Priya Raman' },
    });
    expect(await of(team.auditor)).toMatchObject({ acts: { watch: false, end: false } });
    for (const actor of [team.priya, team.jonas, team.nobody]) {
      expect(await listLiveTerminals(world.deps, actor)).toEqual({ ok: false, refusal: { reason: 'NOT_FOUND' } });
    }
  });

  it('are gone once ended, and the last end is said', async () => {
    const id = await ended(['x']);
    const view = await allowed(listLiveTerminals(world.deps, team.admin));
    expect(view.terminals.map((one) => one.id)).not.toContain(id);
    expect(view.lastClosedAt).toBe(NOON.getTime());
  });
});

describe('one terminal', () => {
  it('says what each may do, and does not exist for others', async () => {
    const bastionId = await aBastion(world.db, { environmentId: places.production, status: 'running' });
    const id = await live();
    await world.db.prisma.terminal.update({ where: { id }, data: { bastionId } });
    const actsFor = async (actor: Actor) => (await allowed(getTerminal(world.deps, actor, { terminalId: id }))).acts;
    expect(await actsFor(team.priya)).toEqual({ operate: true, watch: false, end: true, readRecording: true });
    expect(await actsFor(team.admin)).toEqual({ operate: false, watch: true, end: true, readRecording: true });
    expect(await actsFor(team.auditor)).toEqual({ operate: false, watch: false, end: false, readRecording: true });
    for (const [actor, terminalId] of [
      [team.jonas, id],
      [team.nobody, id],
      [team.admin, 'no-id'],
      [team.admin, '00000000-0000-4000-8000-000000000000'],
    ] as const) {
      expect(await getTerminal(world.deps, actor, { terminalId })).toMatchObject({ refusal: { reason: 'NOT_FOUND' } });
    }
    expect(await endTerminal(world.deps, team.auditor, { terminalId: id, note: 'no' })).toMatchObject({
      refusal: { reason: 'NOT_ALLOWED' },
    });
  });
});

describe('recordings', () => {
  it('are listed for their owner and for who oversees, from their first byte', async () => {
    const id = await ended(['done\r\n']);
    const running = await live();
    const idsFor = async (actor: Actor) => (await allowed(listRecordings(world.deps, actor))).map((one) => one.id);
    await live({ status: 'opening' });
    expect(await idsFor(team.priya)).toEqual([running, id]);
    expect(await idsFor(team.jonas)).toEqual([]);
    for (const actor of [team.admin, team.auditor]) {
      expect(await idsFor(actor)).toContain(id);
      expect(await idsFor(actor)).toContain(running);
    }
  });

  it('are read as an asciicast with marks at their bytes, which is on record', async () => {
    const id = await live();
    const mark = (elapsedMinutes: number, offset: number, cols: number) => {
      world.setClock(elapsedMinutes);
      return recordMarker(world.deps, { terminalId: id, openedAt: NOON, offset }, 'resize', { cols, rows: 40 });
    };
    await mark(0, 0, 100);
    const { digest } = await output(id, ['h\u00e9llo ', '日'.repeat(2)]);
    expect(digest).toHaveLength(32);
    // Inside the second chunk, between its two characters, and after everything.
    await mark(0.05, 10, 120);
    await mark(1, 13, 130);
    const [header, ...events] = await castOf(team.priya, id, 'download');
    expect(header).toMatchObject({ version: 2, width: 100, height: 40, timestamp: NOON.getTime() / 1000 });
    expect(events).toEqual([
      [0, 'r', '100x40'],
      [1, 'o', 'h\u00e9llo '],
      [2, 'o', '日'],
      [3, 'r', '120x40'],
      [3, 'o', '日'],
      [60, 'r', '130x40'],
    ]);
    const read = await world.db.prisma.auditEvent.findMany({ where: { terminalId: id, name: 'recording.read' } });
    expect(read.map((event) => [event.actorName, event.fields])).toEqual([
      ['Priya Raman', { number: expect.any(Number), how: 'download' }],
    ]);
    expect(await readCast(world.deps, team.jonas, { terminalId: id, how: 'player' })).toMatchObject({
      refusal: { reason: 'NOT_FOUND' },
    });
  });

  it('are read in pages however long they are', async () => {
    const pieces = Array.from({ length: 50 }, (_, at) => `${at}\r\n`);
    const events = (await castOf(team.admin, await ended(pieces))).slice(1);
    expect(events.map(([, , text]: [number, string, string]) => text).join('')).toBe(pieces.join(''));
  });

  it('say who allowed them, who watched, and where their output lies', async () => {
    const id = await ended(['a'.repeat(10), 'b'.repeat(30)]);
    const detail = await allowed(getRecording(world.deps, team.auditor, { terminalId: id }));
    expect(detail).toMatchObject({ durationMs: 2000, cols: 80, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(detail.density).toHaveLength(120);
    expect(detail.density[60]).toBe(10);
    expect(detail.density[119]).toBe(30);
    expect(await getRecording(world.deps, team.nobody, { terminalId: id })).toMatchObject({
      refusal: { reason: 'NOT_FOUND' },
    });
  });
});

describe('checking a recording', () => {
  const check = (id: string) => allowed(verifyRecording(world.deps, team.admin, { terminalId: id }));

  /** Rows of a recording may not be changed; somebody who owns the database can. */
  async function tamper(sql: string, ...values: unknown[]) {
    await world.db.pool.query('ALTER TABLE recording_chunks DISABLE TRIGGER USER');
    await world.db.pool.query(sql, values);
    await world.db.pool.query('ALTER TABLE recording_chunks ENABLE TRIGGER USER');
  }

  it('finds whole what is whole, ended, running or empty', async () => {
    expect(await check(await ended(['one', 'two', 'x'.repeat(5000)]))).toMatchObject({
      whole: true,
      chunks: 3,
      bytes: 5006,
      brokenAt: null,
    });
    expect(await check(await ended([]))).toMatchObject({ whole: true, chunks: 0 });
    const running = await live();
    await output(running, ['so far']);
    expect(await check(running)).toMatchObject({ whole: true, bytes: 6 });
  });

  it('finds a changed byte, a missing middle and a missing end', async () => {
    const changed = await ended(['one', 'two', 'three']);
    await tamper(`UPDATE recording_chunks SET bytes = 'twO' WHERE terminal_id = $1 AND ordinal = 1`, changed);
    expect(await check(changed)).toMatchObject({ whole: false, brokenAt: 1 });
    const gap = await ended(['one', 'two', 'three']);
    await tamper('DELETE FROM recording_chunks WHERE terminal_id = $1 AND ordinal = 1', gap);
    expect(await check(gap)).toMatchObject({ whole: false, brokenAt: 2 });
    const cut = await ended(['one', 'two', 'three']);
    await tamper('DELETE FROM recording_chunks WHERE terminal_id = $1 AND ordinal = 2', cut);
    expect(await check(cut)).toMatchObject({ whole: false, brokenAt: 2 });
    const unreadable = await ended(['one', 'x'.repeat(5000)]);
    await tamper(`UPDATE recording_chunks SET bytes = 'junk' WHERE terminal_id = $1 AND ordinal = 1`, unreadable);
    expect(await check(unreadable)).toMatchObject({ whole: false, brokenAt: 1 });
    expect((await allowed(listRecordings(world.deps, team.admin))).find((one) => one.id === unreadable)).toMatchObject({
      picture: null,
    });
  });

  it('finds a recording that was made anew, since the audit chain remembers its end', async () => {
    const id = await ended(['secret']);
    const forged = chunkDigest(FIRST_DIGEST, 0, [Buffer.from('public')]);
    await tamper(`UPDATE recording_chunks SET bytes = 'public', digest = $2 WHERE terminal_id = $1`, id, forged);
    await world.db.prisma.terminal.update({ where: { id }, data: { digest: Buffer.from(forged) } });
    expect(await check(id)).toMatchObject({ whole: false, brokenAt: 1 });
  });
});
