import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';
import { TerminalPage } from '../screens/terminal';

test('a watcher sees what the operator sees, cannot type, and is seen', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const kenji = await enter('Kenji Watanabe');
  const terminal = await openAtOnce(world, maya, 'watched-shell');
  await terminal.run('echo before-$((1))');
  await expect(terminal.screen).toContainText('before-1');

  const watched = new TerminalPage(kenji.page, kenji.tap);
  await kenji.page.goto(`${maya.page.url()}?watch`);
  await expect(watched.screen).toContainText('before-1');
  await expect(kenji.page.getByText('You watch. Maya Okafor can see that.')).toBeVisible();
  await expect(maya.page.getByText('Kenji watches')).toBeVisible();

  await test.step('keys of the watcher go nowhere', async () => {
    await watched.screen.click();
    await kenji.page.keyboard.type('echo not-mine');
    await kenji.page.keyboard.press('Enter');
    await terminal.run('echo after-$((2))');
    await expect(watched.screen).toContainText('after-2');
    expect(terminal.tap.textFrom(0)).not.toContain('not-mine');
  });

  await test.step('the grid follows the operator’s window', async () => {
    await maya.page.setViewportSize({ width: 1100, height: 640 });
    const size = await terminal.size();
    await expect.poll(async () => watched.shownSize()).toEqual(size);
  });

  await test.step('leaving is seen too, and both are on record', async () => {
    await kenji.page.goto(world.url);
    await expect(maya.page.getByText('Kenji watches')).toBeHidden();
    const watches = await world.sql(
      `SELECT p.name, w.ended_at IS NOT NULL AS over FROM watches w JOIN people p ON p.id = w.person_id WHERE w.terminal_id = $1`,
      [await terminal.id()],
    );
    expect(watches).toEqual([{ name: 'Kenji Watanabe', over: true }]);
  });
});

test('somebody without the right to watch finds nothing there', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const tomas = await enter('Tomás Vidal');
  const terminal = await openAtOnce(world, maya, 'watched-shell');
  tomas.expectLineTrouble();
  for (const address of [
    maya.page.url(),
    `${maya.page.url()}?watch`,
    `${world.url}/recordings/${await terminal.id()}`,
  ]) {
    await tomas.page.goto(address);
    await expect(tomas.page.getByText('There is nothing here that you may see')).toBeVisible();
  }
});
