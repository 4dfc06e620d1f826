import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listPlacedTerminals } from '../../db/terminals';
import { aBridge, aGrant, aTerminal, NOON } from '../../db/testing/rows';
import type { BridgeId, TerminalId } from '../../domain/ids';
import type { Actor } from '../../domain/people/actor';
import { FIRST_DIGEST } from '../../domain/recordings/chunk';
import { lastLineOf } from '../../domain/recordings/picture';
import { searchAudit } from '../audit/search';
import { appendRecording } from '../recordings/append';
import { chunkDigest, packChunk } from '../recordings/chunk-codec';
import { aTeam, openWorld, somePlaces, type World } from '../testing/world';
import { listLiveTerminals } from './list-live';
import { listRecordings } from './list-recordings';
import { lookAtTerminals } from './look';
import { recordEnded } from './record-life';
import { recordLookAtScreens } from './record-look';

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
let bridgeId: BridgeId;
let terminalId: TerminalId;
let digest: Uint8Array;
let ordinal: number;
let end: number;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  team = await aTeam(world.db);
  const places = await somePlaces(world.db);
  bridgeId = await aBridge(world.db);
  const { personId, signInId } = team.priya;
  terminalId = await aTerminal(world.db, {
    personId,
    signInId,
    targetId: places.ordersDb,
    environmentId: places.production,
    grantId: await aGrant(world.db, { personId, targetId: places.ordersDb }),
    bridgeId,
    status: 'live',
  });
  digest = FIRST_DIGEST;
  ordinal = 0;
  end = 0;
});

/** Records more output of the one terminal. */
async function writes(text: string): Promise<void> {
  const raw = Buffer.from(text);
  digest = chunkDigest(digest, end, [raw]);
  const chunk = {
    terminalId,
    ordinal,
    startOffset: end,
    byteLength: raw.length,
    at: NOON,
    elapsedMs: ordinal * 1000,
    ...(await packChunk([raw])),
    digest,
    nextIncoming: 0n,
    ackedOutgoing: 0n,
    inputOffset: 0,
  };
  expect(await appendRecording(world.deps, bridgeId, [chunk])).toEqual(['accepted']);
  ordinal += 1;
  end += raw.length;
}

/** What one person gets of the terminal who has seen it up to an offset: its last line and how far it goes. */
async function looks(actor: Actor, offset = 0) {
  const got = await lookAtTerminals(world.deps, actor, { seen: [{ terminalId, offset }] });
  if (!got.ok) throw new Error(got.refusal.reason);
  return got.value.map(({ picture }) => [lastLineOf(picture), picture.offset]);
}

describe('looking at a running terminal', () => {
  it('goes on from where it was, and gives nothing twice', async () => {
    expect(await looks(team.admin)).toEqual([]);
    await writes('$ ls\r\n\x1b[3');
    await writes('2mgre');
    expect(await looks(team.admin)).toEqual([['gre', 14]]);
    await writes('en');
    expect(await looks(team.admin, 14)).toEqual([['green', 16]]);
    expect(await looks(team.admin, 16)).toEqual([]);
    const [both] = await Promise.all([looks(team.admin), looks(team.admin), writes(' grass')]);
    expect(both).toEqual([[expect.stringMatching(/^green( grass)?$/), expect.any(Number)]]);
    expect(await looks(team.admin)).toEqual([['green grass', 22]]);
  });

  it('begins anew near the end of what was written meanwhile', async () => {
    await writes('first\r\n');
    expect(await looks(team.priya)).toEqual([['first', 7]]);
    for (let round = 0; round < 4; round += 1) await writes('x'.repeat(40_000));
    await writes('\r\nlast');
    expect(await looks(team.priya)).toEqual([['last', end]]);
  });

  it('is for its owner and for those who may watch', async () => {
    await writes('$ secret');
    expect(await looks(team.priya)).toHaveLength(1);
    expect(await looks(team.admin)).toHaveLength(1);
    // An auditor sees that it runs, and reads its recording on the record; the wall shows them nothing of it.
    for (const actor of [team.auditor, team.jonas, team.sofia]) expect(await looks(actor)).toEqual([]);
    const wall = await listLiveTerminals(world.deps, team.auditor);
    expect(wall).toMatchObject({ ok: true });
    if (wall.ok) expect(wall.value.terminals.find((one) => one.id === terminalId)).toMatchObject({ picture: null });
  });

  it("is on record once for each of others' screens, and not for one's own", async () => {
    await writes('$ secret');
    await looks(team.priya);
    for (let n = 0; n < 5; n += 1) await looks(team.admin);
    await listLiveTerminals(world.deps, team.admin);
    const pictured = await world.db.prisma.auditEvent.findMany({ where: { name: 'terminal.pictured' } });
    const by = (actor: Actor) =>
      pictured
        .filter(({ actorId }) => actorId === actor.personId)
        .map(({ fields }) => (fields as { number: number }).number);
    const { number } = await world.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
    expect(by(team.admin).filter((one) => one === number)).toEqual([number]);
    expect(by(team.priya)).toEqual([]);
  });

  it('is on record where a recording that still runs is listed', async () => {
    await writes('$ secret');
    expect(await listRecordings(world.deps, team.admin)).toMatchObject({ ok: true });
    const { number } = await world.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
    const pictured = await world.db.prisma.auditEvent.findMany({
      where: { name: 'terminal.pictured', actorId: team.admin.personId },
    });
    expect(pictured.map(({ fields }) => (fields as { number: number }).number)).toContain(number);
  });

  it('is found in the record by the terminal, its person and its place', async () => {
    await writes('$ secret');
    await looks(team.admin);
    const { number, personId, targetId, environmentId } = await world.db.prisma.terminal.findUniqueOrThrow({
      where: { id: terminalId },
    });
    const page = await searchAudit(world.deps, team.auditor, { q: `terminal:T-${number}`, span: 'all' });
    if (!page.ok) throw new Error(page.refusal.reason);
    expect(page.value.rows.map(({ name }) => name)).toContain('terminal.pictured');
    const event = await world.db.prisma.auditEvent.findFirst({ where: { name: 'terminal.pictured', terminalId } });
    expect(event).toMatchObject({ actorId: team.admin.personId, personId, targetId, environmentId });
  });

  it('is on record for every screen of a large wall', async () => {
    const [placed] = await listPlacedTerminals(world.db.prisma, [terminalId]);
    if (!placed) throw new Error('the terminal is not there');
    const wall = Array.from({ length: 230 }, (_, n) => ({
      ...placed,
      terminal: { ...placed.terminal, number: 1_000_000 + n },
    }));
    await recordLookAtScreens(world.deps, team.admin, wall);
    const pictured = await world.db.prisma.auditEvent.findMany({
      where: { name: 'terminal.pictured', actorId: team.admin.personId },
    });
    const numbers = pictured.map(({ fields }) => (fields as { number: number }).number);
    expect(new Set(numbers.filter((number) => number >= 1_000_000)).size).toBe(230);
  });

  it('is not for groups that were read too long ago', async () => {
    await writes('$ secret');
    const groupsReadAt = new Date(NOON.getTime() - 721 * 60_000);
    expect(await looks({ ...team.admin, groupsReadAt })).toEqual([]);
    expect(await looks({ ...team.priya, groupsReadAt })).toHaveLength(1);
  });

  it('ends with the terminal', async () => {
    await writes('$ exit');
    await recordEnded(world.deps, bridgeId, terminalId, 'exited', { digest, outputBytes: end });
    expect(await looks(team.admin)).toEqual([]);
  });
});
