import { expect, test } from '../journey';
import { TerminalPage } from '../screens/terminal';

test('the whole way in Japanese', async ({ enter, world }) => {
  const { page, tap } = await enter('Maya Okafor', { locale: 'ja-JP' });
  await page.goto(world.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByRole('button', { name: /^Maya Okafor/ }).click();
  await page.getByRole('menuitemradio', { name: '日本語' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await page.getByRole('button', { name: 'dev-shell のターミナルを開く' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('textbox', { name: '理由' }).fill('日次バッチの失敗を調査します。');
  await sheet.getByRole('button', { name: 'ターミナルを開く' }).click();
  const terminal = await new TerminalPage(page, tap).ready();
  await terminal.input.focus();
  await page.keyboard.type('cat ');
  await terminal.compose('メモ');
  await terminal.run('.txt; echo $((6 * 7))');
  await expect(terminal.screen).toContainText('本番の作業は必ず二人で。終わったら exit を忘れずに。');
  await expect(terminal.screen).toContainText('42');
  await terminal.run('exit');
  await expect(terminal.ended).toBeVisible();
});
