import { randomUUID } from 'node:crypto';
import { NextRequest } from 'next/server';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Door } from '../domain/audit/door';
import type { Actor } from '../domain/people/actor';
import type { Result } from '../domain/result';
import * as requests from '../inputs/requests';
import * as terminals from '../inputs/terminals';
import { maySignInFrom } from '../use-cases/people/is-within-rate';
import { recordSignIn } from '../use-cases/people/record-sign-in';
import { submitRequest } from '../use-cases/requests/submit';
import { endTerminal } from '../use-cases/terminals/end';
import { mintTicket } from '../use-cases/terminals/mint-ticket';
import { aLiveTerminal, aTeam, openWorld, somePlaces, type World } from '../use-cases/testing/world';

// Only Next's bundler resolves this marker; under plain Node it throws by design.
vi.mock('server-only', () => ({}));

/** The request that Next would be answering: its headers and cookies are all that the doors take from Next. */
const call = { headers: new Headers(), jar: new Map<string, string>() };
vi.mock('next/headers', () => ({
  headers: async () => call.headers,
  cookies: async () => ({
    getAll: () => [...call.jar].map(([name, value]) => ({ name, value })),
    set: (given: { name: string; value: string } | string, value = '') =>
      typeof given === 'string' ? call.jar.set(given, value) : call.jar.set(given.name, given.value),
  }),
}));

const { action } = await import('./action');
const { handleAuth } = await import('./auth-handler');
const { leave } = await import('./sign-out');
const { streamChanges } = await import('./changes');
const { streamRecording } = await import('./recording');
const { storePreference } = await import('./store-preference');

const OWN = 'http://portal.test';
const FOREIGN = 'http://evil.test';
const AUTH_SECRET = 'a secret of this test that is long enough';

let world: World;
let team: Awaited<ReturnType<typeof aTeam>>;
let places: Awaited<ReturnType<typeof somePlaces>>;
let terminalId: string;
beforeAll(async () => {
  world = await openWorld();
  const config = { POSTERN_URL: OWN, AUTH_SECRET, SIGN_IN_HOURS: 12, OIDC_ISSUER: 'https://id.test', OIDC_NAME: 'x' };
  Object.assign(globalThis, { posternWired: { config, deps: world.deps } });
});
afterAll(async () => {
  Reflect.deleteProperty(globalThis, 'posternWired');
  await world.close();
});
beforeEach(async () => {
  team = await aTeam(world.db);
  places = await somePlaces(world.db);
  terminalId = await aLiveTerminal(world.db, team.priya, places);
  await world.db.pool.query('DELETE FROM rate_windows');
  await world.db.pool.query('DELETE FROM refusal_windows');
});

/** What comes next is asked by this person's browser, from a page of this origin. */
async function asks(who: Actor | null, from: { origin?: string | null; address?: string } = {}): Promise<void> {
  const { origin = OWN, address = '203.0.113.9' } = from;
  call.headers = new Headers({ 'x-forwarded-for': address, ...(origin === null ? {} : { origin }) });
  call.jar = new Map();
  if (!who) return;
  const token = await encode({ token: { signInId: who.signInId }, secret: AUTH_SECRET });
  call.jar.set('next-auth.session-token', token);
}

const lastEvent = async () => {
  const [last] = await world.db.prisma.auditEvent.findMany({ orderBy: { sequence: 'desc' }, take: 1 });
  return last && { name: last.name, actorId: last.actorId, address: last.address, fields: last.fields };
};

const submit = action(requests.submit, submitRequest, { name: 'request.send', rate: 'request' });
const end = action(terminals.end, endTerminal, { name: 'terminal.end' });
const ticket = action(terminals.ticket, mintTicket, { name: 'terminal.ticket' });
const reasonOf = (answer: { ok: boolean; refusal?: { reason: string } }) => answer.refusal?.reason ?? 'ok';

describe('an action', () => {
  it('of nobody is nothing', async () => {
    await asks(null);
    expect(reasonOf(await end({ terminalId }))).toBe('SIGNED_OUT');
    call.jar.set('next-auth.session-token', 'made up');
    expect(reasonOf(await end({ terminalId }))).toBe('SIGNED_OUT');
  });

  it('sent again with the cookie of a sign-in that was left is nothing', async () => {
    await asks(team.priya);
    const cookies = new Map(call.jar);
    await expect(leave(false)).rejects.toThrow(/NEXT_REDIRECT/);
    expect(call.jar.get('next-auth.session-token')).toBe('');
    call.jar = cookies;
    for (const again of [end({ terminalId }), ticket({ terminalId, purpose: 'operate' })])
      expect(reasonOf(await again)).toBe('SIGNED_OUT');
    const context = { params: Promise.resolve({ terminalId }) };
    expect((await streamRecording(new Request(`${OWN}/api/recordings/x`), context)).status).toBe(401);
  });

  it.each([
    ['a foreign page', FOREIGN],
    ['a page without an origin', 'null'],
    ['no page at all', null],
  ])('sent by %s does nothing, on record, once however often', async (_who, origin) => {
    await asks(team.priya, { origin });
    for (let n = 0; n < 3; n += 1) expect(reasonOf(await end({ terminalId }))).toBe('NOT_ALLOWED');
    expect(await world.db.prisma.terminal.findUnique({ where: { id: terminalId } })).toMatchObject({
      endRequestedAt: null,
    });
    const refused = { actorId: team.priya.personId, name: 'access.refused' };
    const events = await world.db.prisma.auditEvent.findMany({ where: refused });
    expect(events.map(({ fields }) => fields)).toEqual([{ door: 'terminal.end', why: 'foreignOrigin' }]);
  });

  it.each([
    ['somebody else', () => ({ terminalId: randomUUID() })],
    ['no shape', () => ({ terminalId: '../../etc/passwd' })],
    ['a list', () => [terminalId]],
    ['too much', () => ({ terminalId, note: 'x'.repeat(1_000_000) })],
    ['members nobody asked for', () => ({ terminalId, personId: team.admin.personId })],
    ['its prototype', () => JSON.parse('{"__proto__":{"terminalId":"x"}}')],
  ])('with an input of %s is refused by its schema or by the rows', async (_what, input) => {
    await asks(team.priya);
    expect(reasonOf(await end(input()))).toMatch(/^(NOT_FOUND|INPUT_NOT_UNDERSTOOD)$/);
  });

  it.each([
    ['request.send', 20, () => submit({ targetId: places.ordersDb, reason: 'Look at a payout', minutes: 30 })],
    ['terminal.end', 120, () => end({ terminalId: randomUUID() })],
    ['terminal.ticket', 120, () => ticket({ terminalId, purpose: 'operate' })],
  ] as [Door, number, () => Promise<Result<unknown>>][])(
    '%s is refused after %i in a minute, on record, to that person only',
    async (door, most, attempt) => {
      await asks(team.priya);
      const answers = await Promise.all(Array.from({ length: most + 5 }, () => attempt()));
      expect(answers.map(reasonOf).filter((reason) => reason === 'TOO_MANY')).toHaveLength(5);
      const refused = { actorId: team.priya.personId, name: 'access.refused' };
      const events = await world.db.prisma.auditEvent.findMany({ where: refused });
      expect(events.map(({ fields }) => fields)).toContainEqual({ door, why: 'TOO_MANY' });
      expect(events.filter(({ fields }) => (fields as { why: string }).why === 'TOO_MANY')).toHaveLength(1);
      await asks(team.jonas);
      expect(reasonOf(await attempt())).not.toBe('TOO_MANY');
    },
  );

  it('is refused to a network whose people together do too much, and to no other', async () => {
    const at = Math.floor(world.deps.clock.now().getTime() / 60_000) * 60_000;
    await world.db.pool.query('INSERT INTO rate_windows VALUES ($1, $2, 2400)', [
      'act@2001:db8:0:1::/64',
      new Date(at),
    ]);
    await asks(team.priya, { address: '2001:db8:0:1::77' });
    expect(reasonOf(await end({ terminalId: randomUUID() }))).toBe('TOO_MANY');
    await asks(team.priya, { address: '2001:db8:0:2::77' });
    expect(reasonOf(await end({ terminalId: randomUUID() }))).toBe('NOT_FOUND');
  });
});

describe('signing in', () => {
  const knock = (address: string, method: 'GET' | 'POST') => {
    const headers = { 'x-forwarded-for': address };
    const step = method === 'POST' ? 'signin' : 'callback';
    const request = new NextRequest(`${OWN}/api/auth/${step}/oidc`, { method, headers });
    return handleAuth(request, { params: Promise.resolve({ nextauth: [step, 'oidc'] }) });
  };

  it('is refused to an address after thirty tries in five minutes, on record once', async () => {
    const address = '198.51.100.20';
    for (let n = 0; n < 30; n += 1) expect(await maySignInFrom(world.deps, address)).toBe(true);
    const refused = await knock(address, 'POST');
    expect([refused.status, await refused.json()]).toEqual([429, { url: `${OWN}/sign-in?error=TooMany` }]);
    expect((await knock(address, 'GET')).headers.get('location')).toBe(`${OWN}/sign-in?error=TooMany`);
    expect(await lastEvent()).toEqual({
      name: 'access.refused',
      actorId: null,
      address,
      fields: { door: 'signIn', why: 'TOO_MANY' },
    });
    expect(await maySignInFrom(world.deps, '198.51.100.21')).toBe(true);
  });

  it('is refused to a person after thirty in five minutes, from wherever they come', async () => {
    const said = { issuer: 'https://id.test', subject: randomUUID(), name: 'Looping', email: '', groups: [] };
    const again = (n: number) => recordSignIn(world.deps, said, { address: `198.51.100.${n}`, userAgent: 'a loop' });
    const answers = [];
    for (let n = 0; n < 33; n += 1) answers.push(reasonOf(await again(n)));
    expect(answers.filter((answer) => answer === 'ok')).toHaveLength(30);
    expect(answers.slice(30)).toEqual(['TOO_MANY', 'TOO_MANY', 'TOO_MANY']);
    const other = await recordSignIn(world.deps, { ...said, subject: randomUUID() }, { address: '::1', userAgent: '' });
    expect(other.ok).toBe(true);
  });
});

describe('signing out', () => {
  it('is not done for a foreign page, which is on record', async () => {
    await asks(team.priya, { origin: FOREIGN });
    await expect(leave(true)).rejects.toThrow(/NEXT_REDIRECT/);
    expect(call.jar.get('next-auth.session-token')).not.toBe('');
    expect(await lastEvent()).toMatchObject({ fields: { door: 'signOut', why: 'foreignOrigin' } });
    await asks(team.priya);
    expect(reasonOf(await end({ terminalId }))).toBe('ok');
  });

  it('everywhere ends every sign-in of that person and nobody else', async () => {
    await asks(team.priya);
    await expect(leave(true)).rejects.toThrow(/NEXT_REDIRECT/);
    expect((await world.db.prisma.signIn.findUniqueOrThrow({ where: { id: team.priya.signInId } })).revokedAt).not.toBe(
      null,
    );
    await asks(team.jonas);
    expect(reasonOf(await end({ terminalId }))).toBe('NOT_FOUND');
  });

  it('of nobody leads to the sign-in page and says nothing', async () => {
    await asks(null);
    await expect(leave(false)).rejects.toThrow(/NEXT_REDIRECT/);
  });
});

describe('reading routes', () => {
  it('give a recording to who may read it, so many times a minute', async () => {
    const read = async (id: string) =>
      streamRecording(new Request(`${OWN}/api/recordings/${id}?download`), {
        params: Promise.resolve({ terminalId: id }),
      });
    await asks(team.priya);
    expect((await read(terminalId)).status).toBe(200);
    await asks(team.jonas);
    expect((await read(terminalId)).status).toBe(404);
    expect((await read("x' OR 1=1 --")).status).toBe(404);
    const answers = await Promise.all(Array.from({ length: 245 }, () => read(randomUUID())));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(7);
  });

  it('give one person only so many event streams', async () => {
    const leaving = new AbortController();
    const open = () =>
      streamChanges(new Request(`${OWN}/api/changes`, { signal: leaving.signal }), { params: Promise.resolve({}) });
    await asks(team.priya);
    const answers = await Promise.all(Array.from({ length: 22 }, open));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
    expect(await lastEvent()).toMatchObject({ fields: { door: 'changes', why: 'TOO_MANY' } });
    leaving.abort();
  });
});

it('a foreign page chooses no language for anybody', async () => {
  await asks(team.priya, { origin: FOREIGN });
  await storePreference('locale', 'ja');
  expect([...call.jar.keys()]).toEqual(['next-auth.session-token']);
  await asks(team.priya);
  await storePreference('locale', 'ja');
  expect([...call.jar.values()]).toContain('ja');
});
