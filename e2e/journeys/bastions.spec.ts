import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';
import { Bastions } from '../screens/bastions';

test('an administrator stops a bastion: its terminals close with it, and AWS has no task left of it', async ({
  enter,
  world,
}) => {
  const maya = await enter('Maya Okafor');
  const kenji = await enter('Kenji Watanabe');
  const terminal = await openAtOnce(world, maya, 'payments-api');
  const [bastion] = await world.sql<{ number: number; task_arn: string }>(
    'SELECT b.number, b.task_arn FROM bastions b JOIN terminals t ON t.bastion_id = b.id WHERE t.id = $1',
    [await terminal.id()],
  );
  const number = bastion?.number ?? 0;
  const page = new Bastions(kenji.page);
  await page.goto(world.url);
  await expect(page.row(number)).toContainText('Running');
  await page.row(number).getByRole('button', { name: 'Stop…' }).click();
  await expect(page.dialog).toContainText('1 terminal runs on it and closes within a second.');
  await page.dialog.getByRole('textbox').fill('Its image has a known fault');
  await page.dialog.getByRole('button', { name: 'Stop 1 bastion, end 1 terminal' }).click();
  await expect(terminal.ended).toContainText('The bastion was stopped, and the terminal with it.');
  await expect(page.row(number)).toHaveCount(0);
  await expect
    .poll(async () => (await world.aws()).tasks.find(({ arn }) => arn === bastion?.task_arn)?.lastStatus)
    .toBe('STOPPED');
});
