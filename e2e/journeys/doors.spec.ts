import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';
import type { World } from '../world';

/** The doors that somebody was refused at, by the record. */
async function triedBy(world: World, person: string): Promise<string[]> {
  const rows = await world.sql<{ door: string }>(
    `SELECT DISTINCT e.fields->>'door' AS door FROM audit_events e JOIN people p ON p.id = e.actor_id
     WHERE p.name = $1 AND e.name = 'access.refused'`,
    [person],
  );
  return rows.map(({ door }) => door);
}

test('somebody whose groups have no role is told so, and sees nothing else', async ({ enter, world }) => {
  const { page } = await enter('Nils Berg');
  for (const path of ['/', '/requests', '/approvals', '/live', '/audit', '/bastions']) {
    await page.goto(world.url + path);
    await expect(page).toHaveURL(`${world.url}/no-access`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/nothing here is open to you/);
  }
  await expect(page.getByText('You came in as Nils Berg.')).toBeVisible();
  await expect
    .poll(() => triedBy(world, 'Nils Berg'))
    .toEqual(expect.arrayContaining(['terminal.list', 'audit.read', 'bastion.list']));
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
    '/people',
    '/policies',
    '/approvals',
    `/approvals?request=${nobody}`,
    '/nowhere',
  ]) {
    const answer = await maya.page.goto(world.url + path);
    expect(answer?.status(), path).toBe(404);
    await expect(maya.page.getByText('There is nothing here that you may see')).toBeVisible();
  }
  await test.step('and that it was tried is on record', async () => {
    await expect
      .poll(() => triedBy(world, 'Maya Okafor'))
      .toEqual(
        expect.arrayContaining([
          'terminal.list',
          'audit.read',
          'bastion.list',
          'person.list',
          'policy.list',
          'request.see',
        ]),
      );
  });
  const priya = await enter('Priya Raman');
  priya.expectLineTrouble();
  const chosen = await priya.page.goto(`${world.url}/approvals?request=${nobody}`);
  expect(chosen?.status()).toBe(404);
  const recording = await maya.page.request.get(`${world.url}/api/recordings/${nobody}`);
  expect(recording.status()).toBe(404);
});

test('a call that says it comes from elsewhere is refused, with one line in the log', async ({ enter, world }) => {
  const { page } = await enter('Maya Okafor');
  const linesOf = () => world.serverLog().match(/a call from elsewhere was refused/g)?.length ?? 0;
  const before = linesOf();
  const origins = ['', 'null', 'garbage', 'http://[::', 'https://evil.example.com', `${world.url}/`];
  for (const origin of origins) {
    const answer = await page.request.post(`${world.url}/requests`, {
      headers: { Origin: origin, 'Next-Action': '0'.repeat(42), 'Content-Type': 'text/plain' },
      data: '[]',
    });
    expect(answer.status(), origin).toBe(403);
  }
  await expect.poll(linesOf).toBe(before + origins.length);
});

test('signing out everywhere closes every terminal and every browser', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const elsewhere = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, elsewhere, 'dev-shell');
  // Both lose their line for news with their sign-in.
  maya.expectLineTrouble();
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

test('a call of a foreign page is refused before anything reads it, on record once however often', async ({
  world,
}) => {
  const [last] = await world.sql<{ sequence: string }>('SELECT max(sequence) AS sequence FROM audit_events');
  await world.sql('DELETE FROM refusal_windows');
  for (let n = 0; n < 5; n += 1) {
    const answer = await fetch(`${world.url}/approvals`, {
      method: 'POST',
      headers: { Origin: 'http://evil.test', 'Next-Action': '0'.repeat(42) },
      body: '[]',
    });
    expect(answer.status).toBe(403);
  }
  const events = () =>
    world.sql(
      `SELECT actor_name, fields FROM audit_events
       WHERE name = 'access.refused' AND fields->>'door' = 'page' AND sequence > $1`,
      [last?.sequence],
    );
  await expect.poll(events).toEqual([{ actor_name: 'Unknown', fields: { door: 'page', why: 'foreignOrigin' } }]);
});
