import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGrant, aPerson, aSignIn, aTerminal, minutesFromNoon, NOON } from '../../db/testing/rows';
import { verifyAudit } from '../../db/verify-audit';
import type { Actor } from '../../domain/people/actor';
import { listAudit } from '../audit/list';
import { verifyChain } from '../audit/verify';
import { aTeam, openWorld, somePlaces, type World } from '../testing/world';
import { findActor } from './find-actor';
import { forgiveSignInsFrom, maySignInFrom } from './is-within-rate';
import { listAllPeople } from './list';
import { getMe } from './me';
import { recordSignIn } from './record-sign-in';
import { revokeSignInsOf } from './revoke-sign-ins';
import { signOut } from './sign-out';

const FROM = { address: '203.0.113.9', userAgent: 'Firefox' };

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
let places: Awaited<ReturnType<typeof somePlaces>>;
beforeAll(async () => {
  world = await openWorld();
  team = await aTeam(world.db);
  places = await somePlaces(world.db);
});
afterAll(() => world.close());

async function signedIn(said: Partial<Parameters<typeof recordSignIn>[1]> = {}): Promise<Actor> {
  const whole = { issuer: 'https://id.example.com', subject: 's-1', name: 'Priya', email: 'p@example.com', groups: [] };
  const answer = await recordSignIn(world.deps, { ...whole, ...said }, FROM);
  if (!answer.ok) throw new Error(answer.refusal.reason);
  const actor = await findActor(world.deps, answer.value.signInId, FROM.address);
  if (!actor) throw new Error('the sign-in is not open');
  return actor;
}

async function aLiveTerminal(owner: Actor): Promise<string> {
  const grantId = await aGrant(world.db, { personId: owner.personId, targetId: places.devShell });
  return aTerminal(world.db, {
    personId: owner.personId,
    signInId: owner.signInId,
    targetId: places.devShell,
    environmentId: places.development,
    grantId,
    status: 'live',
  });
}

const endReason = async (id: string) => (await world.db.prisma.terminal.findUniqueOrThrow({ where: { id } })).endReason;

describe('signing in', () => {
  it('keeps the same person by issuer and subject and reads the groups anew', async () => {
    world.setClock(0);
    const first = await signedIn({ groups: ['developers', 'developers', ' '] });
    world.setClock(10);
    const second = await signedIn({ name: 'Priya R.', groups: ['approvers', 7, null, 'developers'] });
    expect(second.personId).toBe(first.personId);
    expect(second).toMatchObject({
      name: 'Priya R.',
      groups: ['approvers', 'developers'],
      groupsReadAt: minutesFromNoon(10),
    });
    const other = await signedIn({ issuer: 'https://other.example.com' });
    expect(other.personId).not.toBe(first.personId);
  });

  it.each([
    [undefined, []],
    ['developers,approvers', ['approvers', 'developers']],
    [{ a: 1 }, []],
    [['a\u0000b'], ['a b']],
  ])('takes the groups claim %j as %j', async (groups, expected) => {
    expect((await signedIn({ subject: 's-groups', groups })).groups).toEqual(expected);
  });

  it('needs a subject, and nobody deactivated gets in; both on record', async () => {
    const nobody = { issuer: 'https://id.example.com', subject: '', name: '', email: '', groups: [] };
    expect(await recordSignIn(world.deps, nobody, FROM)).toMatchObject({ refusal: { reason: 'NOT_ALLOWED' } });
    const gone = await signedIn({ subject: 's-gone' });
    await world.db.prisma.person.update({ where: { id: gone.personId }, data: { deactivatedAt: NOON } });
    expect(await findActor(world.deps, gone.signInId, FROM.address)).toBeNull();
    expect(await recordSignIn(world.deps, { ...nobody, subject: 's-gone' }, FROM)).toMatchObject({ ok: false });
    const refused = await world.db.prisma.auditEvent.count({ where: { name: 'person.signInRefused' } });
    expect(refused).toBe(2);
  });

  it('lasts as long as configured and no longer', async () => {
    world.setClock(0);
    const actor = await signedIn({ subject: 's-long' });
    world.setClock(12 * 60 - 1);
    expect(await findActor(world.deps, actor.signInId, FROM.address)).not.toBeNull();
    world.setClock(12 * 60);
    expect(await findActor(world.deps, actor.signInId, FROM.address)).toBeNull();
    expect(await findActor(world.deps, 'nonsense', FROM.address)).toBeNull();
    world.setClock(0);
  });
});

describe('signing out', () => {
  it('here ends this sign-in and its terminals only', async () => {
    const here = await aPerson(world.db, { groups: ['developers'] });
    const there = { ...here, signInId: await aSignIn(world.db, here.personId) };
    const mine = await aLiveTerminal(here);
    const other = await aLiveTerminal(there);
    const answer = await signOut(world.deps, here, { everywhere: false });
    expect(answer).toEqual({ ok: true, value: { count: 1, terminalsEnding: 1 } });
    expect(await endReason(mine)).toBe('signedOut');
    expect(await endReason(other)).toBeNull();
    expect(await findActor(world.deps, here.signInId, 'x')).toBeNull();
    expect(await findActor(world.deps, there.signInId, 'x')).not.toBeNull();
    await signOut(world.deps, there, { everywhere: true });
    expect(await endReason(other)).toBe('signedOut');
  });

  it('somebody else everywhere is for administrators, at once and with a reason', async () => {
    const person = await aPerson(world.db, { groups: ['developers'] });
    const terminal = await aLiveTerminal(person);
    const input = { personId: person.personId, reason: 'Left the company' };
    expect(await revokeSignInsOf(world.deps, team.auditor, input)).toMatchObject({ refusal: { reason: 'NOT_FOUND' } });
    expect(await revokeSignInsOf(world.deps, team.admin, { ...input, reason: ' ' })).toMatchObject({
      refusal: { reason: 'REASON_MISSING' },
    });
    expect(await revokeSignInsOf(world.deps, team.admin, input)).toEqual({
      ok: true,
      value: { count: 1, terminalsEnding: 1 },
    });
    expect(await findActor(world.deps, person.signInId, 'x')).toBeNull();
    expect(await endReason(terminal)).toBe('signedOut');
    const people = await listAllPeople(world.deps, team.admin);
    expect(people.ok && people.value.find((row) => row.id === person.personId)).toMatchObject({ signIns: 0 });
  });
});

describe('me', () => {
  it.each([
    ['priya', ['operator'], ['connect', 'requests', 'terminals', 'recordings']],
    ['jonas', ['operator', 'approver'], ['connect', 'requests', 'approvals', 'terminals', 'recordings']],
    ['nobody', [], []],
  ] as const)('of %s has the roles %j', async (who, roles, pages) => {
    const me = await getMe(world.deps, team[who]);
    expect(me.ok && me.value).toMatchObject({ roles, pages });
  });

  it('of administrators and auditors has the pages that look on', async () => {
    const admin = await getMe(world.deps, team.admin);
    expect(admin.ok && admin.value.pages).toEqual(expect.arrayContaining(['live', 'people', 'audit', 'bastions']));
    const auditor = await getMe(world.deps, team.auditor);
    expect(auditor.ok && auditor.value.roles).toEqual(['auditor']);
  });
});

describe('the record', () => {
  it('is for who may read it, page by page, and looking is on record', async () => {
    expect(await listAudit(world.deps, team.priya, {})).toEqual({ ok: false, refusal: { reason: 'NOT_FOUND' } });
    const page = await listAudit(world.deps, team.auditor, { names: ['person.'] });
    if (!page.ok) throw new Error(page.refusal.reason);
    expect(page.value.rows.length).toBe(page.value.total);
    expect(page.value.rows.every((row) => row.name.startsWith('person.'))).toBe(true);
    await listAudit(world.deps, team.auditor, { names: ['person.'] });
    const looks = await listAudit(world.deps, team.auditor, {
      names: ['audit.read'],
      personIds: [team.auditor.personId],
    });
    expect(looks.ok && looks.value.rows.map((row) => row.fields)).toEqual([{ filter: 'names=person.' }]);
    const found = await listAudit(world.deps, team.auditor, { text: 'LEFT the comp' });
    expect(found.ok && found.value.rows[0]).toMatchObject({ name: 'person.signInsRevoked', on: { href: '/people' } });
  });

  it('is verified on demand, which is on record too', async () => {
    const answer = await verifyChain(world.deps, team.auditor);
    expect(answer).toMatchObject({ ok: true, value: { whole: true, brokenAt: null } });
    const last = await world.db.prisma.auditEvent.findFirst({ orderBy: { sequence: 'desc' } });
    expect(last?.name).toBe('audit.verified');
    expect((await verifyAudit(world.db)).whole).toBe(true);
  });
});

describe('rates', () => {
  it('count in all processes together and start anew with the window', async () => {
    world.setClock(0);
    const tries = await Promise.all(Array.from({ length: 35 }, () => maySignInFrom(world.deps, '198.51.100.1')));
    expect(tries.filter(Boolean)).toHaveLength(30);
    expect(await maySignInFrom(world.deps, '198.51.100.2')).toBe(true);
    expect(await maySignInFrom(world.deps, '198.51.100.1')).toBe(false);
    await forgiveSignInsFrom(world.deps, '198.51.100.1');
    expect(await maySignInFrom(world.deps, '198.51.100.1')).toBe(true);
    world.setClock(5);
    expect(await maySignInFrom(world.deps, '198.51.100.1')).toBe(true);
  });
});
