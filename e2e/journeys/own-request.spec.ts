import { expect, test } from '../journey';
import { Approvals } from '../screens/approvals';
import { Connect } from '../screens/connect';
import { RequestPage } from '../screens/request';

test('nobody approves their own request, neither by button nor by a forged call', async ({ enter, world }) => {
  const priya = await enter('Priya Raman');
  const maya = await enter('Maya Okafor');
  const requestOf = async (target: string) => {
    const [row] = await world.sql<{ id: string; number: number }>(
      `SELECT r.id, r.number FROM access_requests r JOIN targets t ON t.id = r.target_id
       WHERE t.name = $1 ORDER BY r.number DESC LIMIT 1`,
      [target],
    );
    if (!row) throw new Error(`Nobody has asked for ${target}.`);
    return row;
  };
  for (const [person, target] of [
    [priya, 'refunds-worker'],
    [maya, 'settlement-worker'],
  ] as const) {
    const connect = new Connect(person.page);
    await connect.goto(world.url);
    const sheet = await connect.ask(target);
    await sheet.reason.fill('Draining the queue by hand after the failed deploy');
    await sheet.send.click();
    await expect(sheet.dialog).toBeHidden();
  }
  const own = await requestOf('refunds-worker');
  const other = await requestOf('settlement-worker');

  await test.step('the page offers no yes and says why', async () => {
    const page = new RequestPage(priya.page);
    await page.goto(world.url, own.id);
    await expect(priya.page.getByText(/^You cannot approve your own request\./)).toBeVisible();
    await expect(page.approve).toHaveCount(0);
    const approvals = new Approvals(priya.page);
    await approvals.goto(world.url);
    await expect(approvals.row(other.number)).toBeVisible();
    await expect(approvals.row(own.number)).toHaveCount(0);
  });

  await test.step('the very call that approves another’s request is refused for one’s own', async () => {
    const sent = priya.page.waitForRequest(
      (request) => request.headers()['next-action'] !== undefined && (request.postData() ?? '').includes(other.id),
    );
    const page = new RequestPage(priya.page);
    await page.goto(world.url, other.id);
    await page.sayYes();
    const genuine = await sent;
    await expect(priya.page.getByText(/^Open until /).first()).toBeVisible();
    const body = genuine.postData() ?? '';
    const { 'next-action': action = '', 'content-type': type = '', accept = '' } = genuine.headers();
    const answer = await priya.page.request.post(genuine.url(), {
      headers: { 'next-action': action, 'content-type': type, accept, origin: world.url },
      data: body.replaceAll(other.id, own.id),
    });
    expect(await answer.text()).toContain('SELF_APPROVAL');
    const rows = await world.sql('SELECT status FROM access_requests WHERE id = $1', [own.id]);
    expect(rows).toEqual([{ status: 'pending' }]);
    expect(await world.sql('SELECT 1 FROM decisions WHERE request_id = $1', [own.id])).toEqual([]);
  });
});
