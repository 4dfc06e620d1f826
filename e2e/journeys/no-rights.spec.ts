import { expect, test } from '../journey';

test('somebody whose groups have no role is told so, and sees nothing else', async ({ enter, world }) => {
  const { page } = await enter('Nils Berg');
  await expect(page).toHaveURL(`${world.url}/no-access`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/nothing here is open to you/);
  await expect(page.getByText('You came in as Nils Berg.')).toBeVisible();
});
