import { askFor } from '../ask-for';
import { expect, type Person, test } from '../journey';
import { LOCALES, repaint, speak, violations } from '../looks';
import { openAtOnce } from '../open-at-once';
import { Connect } from '../screens/connect';
import { Palette } from '../screens/palette';
import { RequestPage } from '../screens/request';
import type { World } from '../world';

/** One of each page that can be looked at, with something on it. */
async function pagesOf(world: World, maya: Person, jonas: Person): Promise<string[]> {
  const asked = await askFor(world, maya, ['mandates-db', 'orders-db', 'ledger-db', 'batch-worker-3']);
  const [pending = '', denied = '', withdrawn = '', open = ''] = asked.map(({ id }) => id);
  const approver = new RequestPage(jonas.page);
  await approver.goto(world.url, denied);
  await approver.denyBecause('Use the replica, the primary is under load');
  await expect(jonas.page.getByText('Denied by Jonas Lindqvist').first()).toBeVisible();
  await approver.goto(world.url, open);
  await approver.sayYes();
  await world.sql(`UPDATE access_requests SET status = 'withdrawn', settled_at = now() WHERE id = $1`, [withdrawn]);
  const terminal = await openAtOnce(world, maya, 'dev-shell');
  const id = await terminal.id();
  return [
    '/',
    '/requests',
    ...[pending, denied, withdrawn, open].map((request) => `/requests/${request}`),
    '/approvals',
    '/terminals',
    `/terminals/${id}`,
    '/live',
    '/recordings',
    `/recordings/${id}`,
    '/bastions',
    '/audit',
    '/policies',
    '/people',
  ];
}

test('every page can be used by everybody, in both languages, dark and light, and says what may run on it', async ({
  enter,
  world,
}) => {
  test.setTimeout(600_000);
  const [maya, kenji, jonas] = await Promise.all([
    enter('Maya Okafor'),
    enter('Kenji Watanabe'),
    enter('Jonas Lindqvist'),
  ]);
  const paths = await pagesOf(world, maya, jonas);
  const mine = new Set(['/', '/requests', '/terminals']);
  const own = (path: string) => mine.has(path) || path.startsWith('/terminals/') || path.startsWith('/recordings/');

  for (const path of paths) {
    await test.step(path, async () => {
      const { page } = own(path) ? maya : path.startsWith('/requests/') || path === '/approvals' ? jonas : kenji;
      for (const locale of LOCALES) {
        await speak(page, world, locale);
        await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
        const answer = await page.goto(world.url + path);
        expect(answer?.status()).toBe(200);
        const policy = answer?.headers()['content-security-policy'] ?? '';
        expect(policy).toMatch(/script-src [^;]*'nonce-/);
        expect(policy).not.toMatch(/script-src [^;]*'unsafe-(inline|eval)'/);
        expect(policy).toContain("frame-ancestors 'none'");
        expect(answer?.headers()['referrer-policy']).toBeTruthy();
        await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
        expect(await violations(page), `${path} in ${locale}, dark`).toEqual([]);
        await repaint(page, 'light');
        expect(await violations(page), `${path} in ${locale}, light`).toEqual([]);
      }
    });
  }

  await speak(maya.page, world, 'en');
  await test.step('sheet, palette and dialog', async () => {
    const connect = new Connect(maya.page);
    await connect.goto(world.url);
    const sheet = await connect.ask('orders-db');
    await expect(sheet.whatAYesTakes).toBeVisible();
    expect(await violations(maya.page)).toEqual([]);
    await maya.page.keyboard.press('Escape');
    await expect(sheet.dialog).toBeHidden();
    await new Palette(maya.page).open();
    expect(await violations(maya.page)).toEqual([]);
  });
});

test('the look at a page finds what is at fault, in the theme it is at fault in', async ({ page }) => {
  await page.setContent(`<html lang="en"><title>Faults</title><style>
      @media (prefers-color-scheme: light) { p { color: #ddd; background: #fff } }
    </style><main><h1>Faults</h1><p>pale</p><img src="data:,"></main>`);
  const rulesBroken = async () => (await violations(page)).map((one) => one.split(' ')[0]).sort();
  await repaint(page, 'dark');
  expect(await rulesBroken()).toContain('image-alt');
  expect(await rulesBroken()).not.toContain('color-contrast');
  await repaint(page, 'light');
  expect(await rulesBroken()).toEqual(expect.arrayContaining(['color-contrast', 'image-alt']));
});

test('the door itself', async ({ browser, world, enter }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${world.url}/sign-in`);
    expect(await violations(page)).toEqual([]);
  }
  await test.step('whoever is not signed in is led to it, and back', async () => {
    await page.goto(`${world.url}/requests`);
    await expect(page).toHaveURL(/\/sign-in/);
  });
  await context.close();
  const nils = await enter('Nils Berg');
  for (const colorScheme of ['dark', 'light'] as const) {
    await nils.page.emulateMedia({ colorScheme });
    expect(await violations(nils.page)).toEqual([]);
  }
});
