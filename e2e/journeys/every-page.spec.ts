import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, type Person, test } from '../journey';
import { openAtOnce } from '../open-at-once';
import { Connect } from '../screens/connect';
import { Palette } from '../screens/palette';
import type { World } from '../world';

/** One of each page that can be looked at, with something on it. */
async function pagesOf(world: World, maya: Person): Promise<string[]> {
  const connect = new Connect(maya.page);
  await connect.goto(world.url);
  const sheet = await connect.ask('mandates-db');
  await sheet.reason.fill('A mandate was booked twice, looking for the second one');
  await sheet.send.click();
  await expect(sheet.dialog).toBeHidden();
  const terminal = await openAtOnce(world, maya, 'dev-shell');
  const id = await terminal.id();
  const [request] = await world.sql<{ id: string }>('SELECT id FROM access_requests ORDER BY number LIMIT 1');
  return [
    '/',
    '/requests',
    `/requests/${request?.id}`,
    '/approvals',
    '/terminals',
    `/terminals/${id}`,
    '/live',
    '/recordings',
    `/recordings/${id}`,
    '/bastions',
    '/audit',
  ];
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
  );
}

test('every page can be used by everybody, dark and light, and says what may run on it', async ({ enter, world }) => {
  test.setTimeout(300_000);
  const maya = await enter('Maya Okafor');
  const kenji = await enter('Kenji Watanabe');
  const priya = await enter('Priya Raman');
  const paths = await pagesOf(world, maya);
  const mine = new Set(['/', '/requests', '/terminals']);
  const own = (path: string) => mine.has(path) || path.startsWith('/terminals/') || path.startsWith('/recordings/');

  for (const path of paths) {
    await test.step(path, async () => {
      const { page } = own(path) ? maya : path.startsWith('/requests/') || path === '/approvals' ? priya : kenji;
      const answer = await page.goto(world.url + path);
      expect(answer?.status()).toBe(200);
      const policy = answer?.headers()['content-security-policy'] ?? '';
      expect(policy).toMatch(/script-src [^;]*'nonce-/);
      expect(policy).not.toMatch(/script-src [^;]*'unsafe-(inline|eval)'/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(answer?.headers()['referrer-policy']).toBeTruthy();
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violations(page), `${path} in ${colorScheme}`).toEqual([]);
      }
    });
  }

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
