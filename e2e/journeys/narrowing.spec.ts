import { expect, test } from '../journey';
import { Audit } from '../screens/audit';

test('the record is narrowed faster than the server answers, and no step is lost', async ({ enter, world }) => {
  const sofia = await enter('Sofia Marchetti');
  const audit = new Audit(sofia.page);
  await audit.goto(world.url);
  let answer = () => {};
  const mayAnswer = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await sofia.page.route(/\/audit\?q=/, async (route) => {
    await mayAnswer;
    await route.continue();
  });
  await audit.narrow('person:"Sofia Marchetti"');
  await audit.narrow('event:person.signedIn');
  for (const token of ['Sofia Marchetti', 'person.signedIn'])
    await expect(sofia.page.getByRole('button', { name: new RegExp(`${token}$`) }).first()).toBeVisible();
  answer();
  await expect(sofia.page).toHaveURL(/q=person%3A%22Sofia\+Marchetti%22\+event%3Aperson\.signedIn$/);
  await expect(audit.rows.first()).toContainText('person.signedIn');
  await expect(audit.rows.filter({ hasNotText: 'person.signedIn' })).toHaveCount(0);
});
