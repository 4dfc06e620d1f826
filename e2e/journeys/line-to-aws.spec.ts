import type { Page } from '@playwright/test';
import { expect, type Person, test } from '../journey';
import { CROSSED, speak, violations } from '../looks';
import { openAtOnce } from '../open-at-once';
import { TerminalPage } from '../screens/terminal';
import type { World } from '../world';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const NEW_SHELL = /^(Open a new shell here|ここで新しいシェルを開く)$/;

const newShell = (page: Page) => page.getByRole('button', { name: NEW_SHELL });

/** Breaks the line of a shell, and lets AWS say that it knows of no such shell. */
async function cutForGood(world: World, terminal: TerminalPage): Promise<void> {
  const told = terminal.tap.hears('ended');
  await world.faults({ operations: { 'ssm:ResumeSession': { error: { code: 'DoesNotExistException' } } } });
  const [row] = await world.sql<{ session: string }>(
    'SELECT agent_session_id AS session FROM terminals WHERE id = $1',
    [await terminal.id()],
  );
  await world.cut('client', row?.session);
  await told;
  await world.clearFaults();
}

/** Goes on by the button and waits for another terminal's page. */
async function goOn(page: Page, press: () => Promise<void>): Promise<void> {
  const before = page.url();
  // What has just come under a finger does nothing yet.
  await expect(async () => {
    if (page.url() === before) await press();
    await page.waitForURL((url) => url.href !== before && url.pathname.startsWith('/terminals/'), { timeout: 1_000 });
  }).toPass();
}

async function rowsOf(world: World, maya: Person) {
  return world.sql<{ number: number; grant_id: string; bastion_id: string; end_reason: string | null }>(
    `SELECT t.number, t.grant_id, t.bastion_id, t.end_reason FROM terminals t JOIN people p ON p.id = t.person_id
     WHERE p.name = $1 ORDER BY t.number DESC LIMIT 2`,
    [maya.name],
  );
}

test('a line that breaks and comes back is one quiet notice, and what was typed meanwhile goes on once', async ({
  enter,
  world,
}) => {
  const maya = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, maya, 'dev-shell');
  await terminal.run('echo before-$((40+1))');
  await expect(terminal.screen).toContainText('before-41');
  // Held up until what is looked for was seen.
  await world.faults({ operations: { 'ssm:ResumeSession': { error: { code: 'ThrottlingException' } } } });
  await world.cut('client');
  const notice = maya.page.getByText('The line to AWS dropped and is being taken up again.');
  await expect(notice).toBeVisible();
  await terminal.run('echo meanwhile-$((40+2))');
  expect(await violations(maya.page)).toEqual([]);
  await world.clearFaults();
  await expect(terminal.screen).toContainText('meanwhile-42');
  await expect(notice).toHaveCount(0);
  const lines = terminal.tap.messages.filter((message) => message.type === 'line');
  expect(lines).toEqual([
    { type: 'line', up: false },
    { type: 'line', up: true },
  ]);
  expect(terminal.tap.bytes.toString().split('meanwhile-42')).toHaveLength(2);
  expect(terminal.tap.faults).toEqual([]);
});

test('a shell that AWS does not take up again is told of, stays readable, and Enter opens another beside it', async ({
  enter,
  world,
}) => {
  const maya = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, maya, 'dev-shell');
  await terminal.run('echo last-$((40+2))-words');
  await expect(terminal.screen).toContainText('last-42-words');
  await cutForGood(world, terminal);

  await expect(terminal.ended).toContainText('The line broke, and AWS did not take this shell up again.');
  await expect(terminal.ended).toContainText('What ran in it has stopped.');
  await expect(terminal.screen).toContainText('last-42-words');
  await expect(newShell(maya.page)).toBeFocused();
  expect(await violations(maya.page)).toEqual([]);

  await goOn(maya.page, () => maya.page.keyboard.press('Enter'));
  const next = await new TerminalPage(maya.page, maya.tap).ready();
  await next.run('echo goes-$((40+3))-on');
  await expect(next.screen).toContainText('goes-43-on');
  const [after, before] = await rowsOf(world, maya);
  expect(before?.end_reason).toBe('resumeRefused');
  expect(after).toMatchObject({ grant_id: before?.grant_id, bastion_id: before?.bastion_id, end_reason: null });
  const [asked] = await world.sql<{ fields: { after?: number } }>(
    `SELECT fields FROM audit_events WHERE name = 'terminal.asked' ORDER BY sequence DESC LIMIT 1`,
  );
  expect(asked?.fields.after).toBe(before?.number);
});

test('keys meant for the lost shell open nothing', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, maya, 'dev-shell');
  await cutForGood(world, terminal);
  await expect(newShell(maya.page)).toBeFocused();
  await maya.page.keyboard.type('ls -la /tmp and more');
  await maya.page.keyboard.press('Enter');
  await expect(newShell(maya.page)).toBeFocused();
  const [last] = await rowsOf(world, maya);
  expect(last?.end_reason).toBe('resumeRefused');
});

test('when the access is over by then, it says so and offers to ask again', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, maya, 'dev-shell');
  await cutForGood(world, terminal);
  await world.sql(
    `UPDATE grants SET ends_at = greatest(now(), starts_at + interval '1 second') WHERE id =
     (SELECT grant_id FROM terminals WHERE id = $1)`,
    [await terminal.id()],
  );
  await expect(async () => {
    await newShell(maya.page).click();
    await expect(maya.page.getByText('You have no open access to this. Ask for it first.')).toBeVisible({
      timeout: 1_000,
    });
  }).toPass();
  await maya.page.getByRole('link', { name: 'Ask again' }).click();
  await expect(maya.page.getByRole('dialog')).toBeVisible();
  await expect(maya.page.getByRole('dialog')).toContainText('dev-shell');
});

test('on a phone, in both languages and both themes', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor', PHONE);
  const terminal = await openAtOnce(world, maya, 'phone-shell');
  for (const [locale, colorScheme] of CROSSED) {
    await test.step(`${locale}, ${colorScheme}`, async () => {
      await speak(maya.page, world, locale);
      await maya.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      terminal.tap.forget();
      await maya.page.reload();
      await expect(maya.page.locator('[data-phase=live]')).toBeVisible();
      await cutForGood(world, terminal);
      await expect(newShell(maya.page)).toBeInViewport();
      expect(await violations(maya.page)).toEqual([]);
      await goOn(maya.page, () => newShell(maya.page).tap());
      await expect(maya.page.locator('[data-phase=live]')).toBeVisible();
    });
  }
});
