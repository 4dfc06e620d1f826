import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeAudit } from '../../db/audit';
import { aGrant, aTerminal, minutesFromNoon } from '../../db/testing/rows';
import { inTransaction } from '../../db/transaction';
import { auditEvent } from '../../domain/audit/event';
import type { AuditSpan } from '../../domain/audit/view';
import type { TerminalId } from '../../domain/ids';
import { aTeam, openWorld, somePlaces, type World } from '../testing/world';
import { searchAudit } from './search';

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
let places: Awaited<ReturnType<typeof somePlaces>>;
let terminalId: TerminalId;
beforeAll(async () => {
  world = await openWorld();
  world.setClock(0);
  team = await aTeam(world.db);
  places = await somePlaces(world.db);
  const { personId, signInId } = team.priya;
  terminalId = await aTerminal(world.db, {
    personId,
    signInId,
    targetId: places.ordersDb,
    environmentId: places.production,
    grantId: await aGrant(world.db, { personId, targetId: places.ordersDb }),
    openedAt: minutesFromNoon(-2),
  });
  const about = { personId, terminalId, targetId: places.ordersDb, environmentId: places.production };
  const entries = [
    { actor: team.priya, events: [auditEvent('terminal.asked', { number: 1, grantRequest: 1 }, about)] },
    { actor: team.admin, events: [auditEvent('terminal.watched', { number: 1 }, about)] },
    { actor: team.priya, events: [auditEvent('request.withdrawn', { number: 9 }, { personId })] },
    { actor: team.admin, events: [auditEvent('person.signInsRevoked', { reason: 'Left', count: 1 }, { personId })] },
  ];
  for (const entry of entries)
    await inTransaction(world.db, (tx) => writeAudit(tx, { ...entry, at: world.deps.clock.now() }));
});
afterAll(() => world.close());

async function found(q: string, more: { span?: AuditSpan; before?: bigint } = {}) {
  const page = await searchAudit(world.deps, team.auditor, { q, span: 'all', ...more });
  if (!page.ok) throw new Error(page.refusal.reason);
  return page.value;
}
const names = async (q: string) => (await found(q)).rows.map((row) => row.name);

describe('searching the record', () => {
  it.each([
    ['person:priya', ['person.signInsRevoked', 'request.withdrawn', 'terminal.watched', 'terminal.asked']],
    ['person:"Ada Novak"', ['person.signInsRevoked', 'terminal.watched']],
    ['person:ada event:terminal.', ['terminal.watched']],
    ['event:terminal.asked event:request.', ['request.withdrawn', 'terminal.asked']],
    ['person:priya left', ['person.signInsRevoked']],
    // What names nothing matches nothing, rather than everything.
    ['person:nobody-of-that-name', []],
    ['request:R-999999', []],
    ['request:x', []],
  ])('%s', async (q, expected) => {
    expect(await names(q)).toEqual(expected);
  });

  it('finds what happened at a place, and in all places of an environment', async () => {
    const target = await world.db.prisma.target.findUniqueOrThrow({
      where: { id: places.ordersDb },
      select: { name: true, environment: { select: { name: true } } },
    });
    expect(await names(`target:${target.name}`)).toEqual(['terminal.watched', 'terminal.asked']);
    expect(await names(`environment:${target.environment.name}`)).toEqual(['terminal.watched', 'terminal.asked']);
    expect(await names(`environment:${target.environment.name} target:no-such-place`)).toEqual([]);
  });

  it('finds a terminal by its number, says what allowed it and where it is in the recording', async () => {
    const { number } = await world.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
    const [watched, asked] = (await found(`terminal:t-${number}`)).rows;
    expect(asked).toMatchObject({ name: 'terminal.asked', allowedBy: { grant: expect.any(Number) }, moment: 120 });
    expect(watched).toMatchObject({ name: 'terminal.watched', allowedBy: null, unaltered: true });
    expect(watched?.on).toMatchObject({ target: true });
  });

  it('tells what was looked for as it was typed, once', async () => {
    await found('  person:"Ada Novak"   left ');
    await found('person:"Ada Novak" left');
    const looks = (await found('event:audit.read')).rows.map((row) => row.fields.filter);
    expect(looks.filter((look) => look === 'person:"Ada Novak" left')).toHaveLength(1);
  });

  it('turns pages by number, and counts on the first one only', async () => {
    const first = await found('');
    expect(first.total).toBeGreaterThanOrEqual(first.rows.length);
    const before = BigInt(first.rows[1]?.sequence ?? 0);
    const rest = await found('', { before });
    expect(rest.total).toBeNull();
    expect(rest.rows[0]?.sequence).toBe(Number(before) - 1);
  });

  it('asks the rows nothing for whoever may not read the record', async () => {
    // A reader of rows would fail here; whoever may read meets that, others only their refusal.
    await world.db.pool.query('ALTER TABLE people RENAME COLUMN name TO hidden');
    try {
      const no = await searchAudit(world.deps, team.priya, { q: 'person:ada', span: 'all' });
      expect(no).toMatchObject({ ok: false, refusal: { reason: 'NOT_FOUND' } });
      await expect(searchAudit(world.deps, team.auditor, { q: 'person:ada', span: 'all' })).rejects.toThrow();
    } finally {
      await world.db.pool.query('ALTER TABLE people RENAME COLUMN hidden TO name');
    }
  });

  it('says of one event that its content is not what was hashed', async () => {
    const [row] = (await found('event:request.withdrawn')).rows;
    await world.db.pool.query('ALTER TABLE audit_events DISABLE TRIGGER USER');
    await world.db.pool.query(`UPDATE audit_events SET actor_name = 'Somebody else' WHERE sequence = $1`, [
      row?.sequence,
    ]);
    expect((await found('event:request.withdrawn')).rows[0]).toMatchObject({ unaltered: false });
  });
});
