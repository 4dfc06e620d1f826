import type { Page } from '@playwright/test';
import { askFor } from '../ask-for';
import { expect, test } from '../journey';
import { CROSSED, speak, violations } from '../looks';
import { openAtOnce } from '../open-at-once';
import { Connect } from '../screens/connect';
import { Palette } from '../screens/palette';
import { RequestPage } from '../screens/request';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const words = (page: Page, name: RegExp) => page.getByRole('button', { name }).first();

test('every question before an end can be used by everybody, in both languages and both themes', async ({
  enter,
  world,
}) => {
  test.setTimeout(600_000);
  const [maya, jonas, kenji] = await Promise.all([
    enter('Maya Okafor'),
    enter('Jonas Lindqvist'),
    enter('Kenji Watanabe'),
  ]);
  const asked = await askFor(world, maya, ['mandates-db', 'batch-worker-3']);
  const [pending = '', open = ''] = asked.map(({ id }) => id);
  const approver = new RequestPage(jonas.page);
  await approver.goto(world.url, open);
  await approver.sayYes();
  const terminal = `/terminals/${await (await openAtOnce(world, maya, 'dev-shell')).id()}`;

  const questions: [string, Page, string, RegExp, reasoned: boolean][] = [
    ['deny', jonas.page, `/requests/${pending}`, /^(Deny…|却下…)/, true],
    ['shorten', jonas.page, `/requests/${pending}`, /^(Shorter…|短縮して承認…)/, false],
    ['withdraw', maya.page, `/requests/${pending}`, /^(Withdraw|取り下げる)/, false],
    ['revoke', jonas.page, `/requests/${open}`, /^(Revoke…|取り消す…)/, true],
    ['drain', kenji.page, '/bastions', /^(Drain|切り離す)/, true],
    ['stop', kenji.page, '/bastions', /^(Stop…|停止…)/, true],
    ['sign out', kenji.page, '/people', /^(Sign out…|サインアウト…)$/, true],
    ['end', maya.page, terminal, /^(End…|終了…)/, false],
    ['end for somebody', kenji.page, `${terminal}?watch`, /^(End…|終了…)/, true],
  ];
  for (const [name, page, path, act, reasoned] of questions) {
    await test.step(name, async () => {
      for (const [locale, colorScheme] of CROSSED) {
        await speak(page, world, locale);
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.goto(world.url + path);
        const dialog = page.getByRole('alertdialog');
        // The bar takes no press in its first moment.
        await expect(async () => {
          if (!(await dialog.isVisible())) await words(page, act).click({ timeout: 5_000 });
          await expect(dialog).toBeVisible({ timeout: 1_000 });
        }).toPass({ timeout: 30_000 });
        expect(await violations(page), `${name} in ${locale}, ${colorScheme}`).toEqual([]);
        if (!reasoned) continue;
        await dialog.getByRole('button').last().click();
        await expect(dialog.getByRole('textbox')).toBeFocused();
        await expect(dialog.getByRole('textbox')).toHaveAccessibleDescription(/.+/);
        expect(await violations(page), `${name} without a reason in ${locale}, ${colorScheme}`).toEqual([]);
      }
    });
  }
});

test('on a phone: palette, terminal and its parts', async ({ enter, world }) => {
  test.setTimeout(300_000);
  const { page, ...maya } = await enter('Maya Okafor', PHONE);
  const terminal = `${world.url}/terminals/${await (await openAtOnce(world, { page, ...maya }, 'phone-shell')).id()}`;
  for (const [locale, colorScheme] of CROSSED) {
    await test.step(`${locale}, ${colorScheme}`, async () => {
      await speak(page, world, locale);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await new Connect(page).goto(world.url);
      await new Palette(page).open();
      expect(await violations(page), 'palette').toEqual([]);
      await page.goto(terminal);
      const more = words(page, /^(More|その他)$/);
      await expect(page.locator('[data-phase=live]')).toBeVisible();
      expect(await violations(page), 'terminal').toEqual([]);
      await more.tap();
      await expect(page.getByRole('menu')).toBeVisible();
      expect(await violations(page), 'menu').toEqual([]);
      await page.getByRole('menuitem').first().tap();
      await expect(page.getByRole('search').getByRole('textbox')).toBeFocused();
      expect(await violations(page), 'search').toEqual([]);
      await more.tap();
      await page.getByRole('menuitem').nth(1).tap();
      await expect(page.getByRole('complementary')).toBeVisible();
      expect(await violations(page), 'request').toEqual([]);
    });
  }
});
