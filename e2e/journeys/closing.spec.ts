import { askFor } from '../ask-for';
import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';
import { Connect } from '../screens/connect';
import { RequestPage } from '../screens/request';
import { TerminalPage } from '../screens/terminal';

test('a shell ends when its time is over', async ({ enter, world, measure }) => {
  const maya = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, maya, 'closing-shell');
  const id = await terminal.id();
  // The clock is moved the only way there is: by whoever owns the database.
  const [grant] = await world.sql<{ ends_at: Date }>(
    `UPDATE grants SET ends_at = now() + interval '2 seconds'
     WHERE id = (SELECT grant_id FROM terminals WHERE id = $1) RETURNING ends_at`,
    [id],
  );
  await expect(terminal.ended).toContainText('Your time is over, so this terminal closed.');
  const ended = async () =>
    world.sql<{ end_reason: string; ended_at: Date }>(
      `SELECT end_reason, ended_at FROM terminals WHERE id = $1 AND status = 'ended'`,
      [id],
    );
  await expect.poll(async () => (await ended()).length).toBe(1);
  const [row] = await ended();
  expect(row?.end_reason).toBe('grantEnded');
  measure(`the shell was dead ${Number(row?.ended_at) - Number(grant?.ends_at)} ms after the grant's end`);
  const session = (await world.aws()).sessions.at(-1);
  expect(session?.isOpen).toBe(false);
});

test('revoking access closes its shell', async ({ enter, world, measure }) => {
  const maya = await enter('Maya Okafor');
  const priya = await enter('Priya Raman');
  const [request] = await askFor(world, maya, ['ledger-db'], 'Comparing two ledgers that disagree by one cent');
  const page = new RequestPage(priya.page);
  await page.goto(world.url, request?.id ?? '');
  await page.sayYes();
  await new Connect(maya.page).openNow('ledger-db');
  const terminal = await new TerminalPage(maya.page, maya.tap).ready();

  await page.goto(world.url, request?.id ?? '');
  const told = terminal.tap.hears('ended');
  await page.revokeBecause('The ledgers are being restored right now');
  await told;
  await expect(terminal.ended).toContainText('The grant was revoked, so this terminal closed.');
  const [row] = await world.sql<{ took: number }>(
    `SELECT extract(epoch FROM t.ended_at - g.ended_at) * 1000 AS took FROM terminals t JOIN grants g ON g.id = t.grant_id
     WHERE t.id = $1`,
    [await terminal.id()],
  );
  measure(`from the decision to the dead shell: ${Math.round(Number(row?.took))} ms`);
  await expect(page.revoke).toHaveCount(0);
});
