import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';

test('somebody whose groups have no role is told so, and sees nothing else', async ({ enter, world }) => {
  const { page } = await enter('Nils Berg');
  for (const path of ['/', '/requests', '/approvals', '/live', '/audit', '/bastions']) {
    await page.goto(world.url + path);
    await expect(page).toHaveURL(`${world.url}/no-access`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/nothing here is open to you/);
  }
  await expect(page.getByText('You came in as Nils Berg.')).toBeVisible();
});

test('what does not exist and what one may not see cannot be told apart', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  maya.expectLineTrouble();
  const nobody = '00000000-0000-4000-8000-000000000000';
  for (const path of [
    `/requests/${nobody}`,
    '/requests/not-an-id',
    `/terminals/${nobody}`,
    `/recordings/${nobody}`,
    '/live',
    '/audit',
    '/bastions',
    '/nowhere',
  ]) {
    // Not by its status: a page that streams has sent that before it knows.
    await maya.page.goto(world.url + path);
    await expect(maya.page.getByText('There is nothing here that you may see')).toBeVisible();
  }
  const recording = await maya.page.request.get(`${world.url}/api/recordings/${nobody}`);
  expect(recording.status()).toBe(404);
});

test('signing out everywhere closes every terminal and every browser', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const elsewhere = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, elsewhere, 'dev-shell');
  elsewhere.expectLineTrouble();
  const told = terminal.tap.hears('ended');
  await maya.page.goto(world.url);
  await maya.page.getByRole('button', { name: /^Maya Okafor/ }).click();
  await maya.page.getByRole('menuitem', { name: 'Sign out everywhere…' }).click();
  await maya.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(maya.page).toHaveURL(/\/sign-in/);
  expect((await told).reason).toBe('signedOut');
  await expect(terminal.ended).toContainText('You were signed out, so this terminal closed.');
  await elsewhere.page.goto(world.url);
  await expect(elsewhere.page).toHaveURL(/\/sign-in/);
  const sessions = (await world.aws()).sessions.filter(({ isOpen }) => isOpen);
  expect(sessions).toEqual([]);
});
