import { expect, type Person, test } from '../journey';
import { LOOKS, speak, violations } from '../looks';
import { openAtOnce } from '../open-at-once';
import { Connect } from '../screens/connect';
import { Palette } from '../screens/palette';
import { RequestPage } from '../screens/request';
import type { World } from '../world';

/** Requests that have come to an end in each way, and one that begins later, with what led there left out. */
async function settledRequests(world: World, maya: Person): Promise<string[]> {
  const connect = new Connect(maya.page);
  const ids: string[] = [];
  for (const target of ['mandates-db', 'orders-db', 'ledger-db', 'batch-worker-3']) {
    await connect.goto(world.url);
    const sheet = await connect.ask(target);
    await sheet.reason.fill('A mandate was booked twice, looking for the second one');
    await sheet.send.click();
    await expect(sheet.dialog).toBeHidden();
    const [request] = await world.sql<{ id: string }>('SELECT id FROM access_requests ORDER BY number DESC LIMIT 1');
    ids.push(request?.id ?? '');
  }
  return ids;
}

/** One of each page that can be looked at, with something on it. */
async function pagesOf(world: World, maya: Person, jonas: Person): Promise<string[]> {
  const [pending = '', denied = '', withdrawn = '', open = ''] = await settledRequests(world, maya);
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
  const maya = await enter('Maya Okafor');
  const kenji = await enter('Kenji Watanabe');
  const jonas = await enter('Jonas Lindqvist');
  const paths = await pagesOf(world, maya, jonas);
  const mine = new Set(['/', '/requests', '/terminals']);
  const own = (path: string) => mine.has(path) || path.startsWith('/terminals/') || path.startsWith('/recordings/');

  for (const path of paths) {
    await test.step(path, async () => {
      const { page } = own(path) ? maya : path.startsWith('/requests/') || path === '/approvals' ? jonas : kenji;
      for (const [locale, colorScheme] of LOOKS) {
        await speak(page, world, locale);
        // Before the page is there: colours on their way from one theme to the other are nobody's to read.
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const answer = await page.goto(world.url + path);
        expect(answer?.status()).toBe(200);
        const policy = answer?.headers()['content-security-policy'] ?? '';
        expect(policy).toMatch(/script-src [^;]*'nonce-/);
        expect(policy).not.toMatch(/script-src [^;]*'unsafe-(inline|eval)'/);
        expect(policy).toContain("frame-ancestors 'none'");
        expect(answer?.headers()['referrer-policy']).toBeTruthy();
        await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
        expect(await violations(page), `${path} in ${locale}, ${colorScheme}`).toEqual([]);
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
