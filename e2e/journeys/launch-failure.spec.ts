import { expect, test } from '../journey';
import { Connect } from '../screens/connect';
import { TerminalPage } from '../screens/terminal';

test('a bastion that cannot start says why in plain words, and starts when the cause is gone', async ({
  enter,
  world,
}) => {
  const maya = await enter('Maya Okafor');
  await world.faults({
    // AWS takes its time, so that the page is there before the launch has failed.
    operations: { 'ecs:RunTask': { delayMs: 6_000, times: 1 } },
    taskStop: {
      stoppedReason: 'CannotPullContainerError: pull image manifest has been retried 5 time(s): i/o timeout',
      onStatus: 'PENDING',
      times: 1,
    },
  });
  const connect = new Connect(maya.page);
  await connect.goto(world.url);
  await connect.openAtOnce('stubborn-host', 'Finding out why the proving ground is stubborn');
  const terminal = new TerminalPage(maya.page, maya.tap);

  await expect(maya.page.getByText('The bastion did not start: its image could not be pulled.')).toBeVisible();
  await expect(maya.page.getByText(/^Check that the image exists, that the execution role may read it/)).toBeVisible();
  await expect(maya.page.getByText(/CannotPullContainerError/)).toBeVisible();
  await expect(terminal.ended).toContainText('The bastion did not start.');

  const failed = maya.page.url();
  await terminal.ended.getByRole('button', { name: 'Open again' }).click();
  await expect(maya.page).not.toHaveURL(failed);
  await terminal.ready();
  await terminal.run('echo up-$((7))');
  await expect(terminal.screen).toContainText('up-7');
  const bastions = await world.sql(
    `SELECT b.status FROM bastions b JOIN environments e ON e.id = b.environment_id
     WHERE e.name = 'proving-ground' ORDER BY b.number`,
  );
  expect(bastions).toEqual([{ status: 'failed' }, { status: 'running' }]);
});
