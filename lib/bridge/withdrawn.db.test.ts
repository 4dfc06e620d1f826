import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aPerson, aSignIn } from '../db/testing/rows';
import { revokeSignInsOf } from '../use-cases/people/revoke-sign-ins';
import { signOut } from '../use-cases/people/sign-out';
import type { Browser } from './testing/browser';
import { type RunningBridge, World } from './testing/world';

let world: World;
let at: RunningBridge;
let elsewhere: RunningBridge;
let shell: Awaited<ReturnType<World['shell']>>;
beforeAll(async () => {
  world = await World.start();
  at = await world.openBridge();
  elsewhere = await world.openBridge();
});
beforeEach(async () => {
  shell = await world.shell(at);
});
afterAll(() => world.close());

const NOT_ALLOWED = { code: 4009, reason: 'notAllowed' };

async function aWatcher(where: RunningBridge) {
  const actor = await aPerson(world.deps.db, { name: 'Wanda', groups: ['administrators'], at: new Date() });
  const browser = world.browser(shell.terminalId, actor);
  await browser.connect(where.url);
  await browser.hear('opened');
  return { actor, browser };
}

/** The shell of the story goes on for its owner. */
async function goesOn(browser: Browser): Promise<void> {
  await browser.type('echo goes-on\n');
  await browser.see('goes-on\r\n');
}

describe('a watcher is sent away', () => {
  test.each([
    ['here', () => at],
    ['on another process', () => elsewhere],
  ])('when signed out by an administrator, %s', async (_name, where) => {
    const { actor, browser } = await aWatcher(where());
    const revoked = await revokeSignInsOf(world.deps, world.administrator, {
      personId: actor.personId,
      reason: 'left the company',
    });
    expect(revoked.ok).toBe(true);
    expect(await browser.closed()).toEqual(NOT_ALLOWED);
    await goesOn(shell.browser);
  });

  test('before the first byte, when the right went between the ticket and the socket', async () => {
    const actor = await aPerson(world.deps.db, { name: 'Wanda', groups: ['administrators'], at: new Date() });
    const ticket = await world.ticket(shell.terminalId, actor);
    await world.deps.db.prisma.person.update({ where: { id: actor.personId }, data: { groups: ['developers'] } });
    const browser = world.browser(shell.terminalId, actor);
    await browser.connect(at.url, { ticket });
    expect(await browser.closed()).toEqual(NOT_ALLOWED);
    expect([browser.messages, browser.output]).toEqual([[], []]);
  });

  test('when the policies do not let them watch any longer', async () => {
    const { actor, browser } = await aWatcher(at);
    await world.deps.db.prisma.person.update({ where: { id: actor.personId }, data: { groups: ['developers'] } });
    expect(await browser.closed()).toEqual(NOT_ALLOWED);
  });

  test('when the sign-in has run out', async () => {
    const { actor, browser } = await aWatcher(at);
    await world.deps.db.pool.query(
      `UPDATE sign_ins SET created_at = now() - interval '2 hours', last_seen_at = now() - interval '2 hours',
         expires_at = now() - interval '1 hour' WHERE id = $1`,
      [actor.signInId],
    );
    expect(await browser.closed()).toEqual(NOT_ALLOWED);
  });
});

describe("an operator's other browser", () => {
  test('is sent away when it is signed out, and the terminal lives on', async () => {
    const signInId = await aSignIn(world.deps.db, world.operator.personId, { at: new Date() });
    const other = { ...world.operator, signInId };
    const tab = world.browser(shell.terminalId);
    await tab.connect(at.url, { ticket: await world.ticket(shell.terminalId, other, 'operate') });
    await tab.type('echo typed-elsewhere\n');
    await tab.see('typed-elsewhere\r\n');
    await signOut(world.deps, other, { everywhere: false });
    expect(await tab.closed()).toEqual(NOT_ALLOWED);
    await goesOn(shell.browser);
  });
});
