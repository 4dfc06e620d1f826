import { expect, test } from '../journey';
import { Connect } from '../screens/connect';
import { Palette } from '../screens/palette';
import { RequestSheet } from '../screens/request-sheet';
import { TerminalPage } from '../screens/terminal';

test('from the keyboard alone: find a target, ask for it, be in it', async ({ enter, world }) => {
  const { page, tap } = await enter('Maya Okafor');
  const { keyboard } = page;
  const connect = new Connect(page);
  await connect.goto(world.url);
  await expect(connect.openAct('orders-db-dev')).toBeVisible();
  // Keys pressed before the list has its scripts are lost; this one may be pressed twice.
  await expect(async () => {
    await keyboard.press('/');
    await expect(connect.filter).toBeFocused({ timeout: 3_000 });
  }).toPass();
  await keyboard.press('Escape');

  await test.step('J and K move, Enter opens', async () => {
    await keyboard.press('j');
    const focused = page.getByRole('button', { name: 'orders-db', exact: true });
    await expect(focused).toBeFocused();
    await keyboard.press('j');
    await expect(page.getByRole('button', { name: 'ledger-db', exact: true })).toBeFocused();
    await keyboard.press('k');
    await expect(focused).toBeFocused();
    await keyboard.press('Enter');
    const sheet = new RequestSheet(page);
    await expect(sheet.reason).toBeFocused();
    await keyboard.press('Escape');
    await expect(sheet.dialog).toBeHidden();
  });

  await test.step('the filter narrows as one types', async () => {
    await keyboard.press('/');
    await expect(connect.filter).toBeFocused();
    await keyboard.type('orders-db-d');
    await expect(connect.openAct('orders-db-dev')).toBeVisible();
    await expect(connect.openAct('dev-shell')).toBeHidden();
    await keyboard.press('Escape');
    await expect(connect.openAct('dev-shell')).toBeVisible();
    await keyboard.press('Escape');
  });

  await test.step('the palette finds the target and leads into it', async () => {
    const palette = new Palette(page);
    await palette.open();
    await keyboard.type('orders-db-dev');
    await expect(palette.entry(/orders-db-dev/).first()).toHaveAttribute('aria-selected', 'true');
    await keyboard.press('Enter');
    const sheet = new RequestSheet(page);
    await expect(sheet.reason).toBeFocused();
    await keyboard.type('Reading the plan of one slow statement');
    await keyboard.press('ControlOrMeta+Enter');
    const terminal = await new TerminalPage(page, tap).ready();
    // The shell has the focus: what is typed now is typed into it.
    await keyboard.type('echo keys-$((3 * 3))');
    await keyboard.press('Enter');
    await expect(terminal.screen).toContainText('keys-9');
  });
});
