import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';
import { Live } from '../screens/live';
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
    await watched.input.focus();
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

test('the wall moves as terminals do, for those who may watch, and watches below', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const kenji = await enter('Kenji Watanabe');
  const sofia = await enter('Sofia Marchetti');
  const terminal = await openAtOnce(world, maya, 'watched-shell');
  await terminal.run(`printf '\\033[41mfirst-%s\\033[0m\\n' $((1))`);
  await expect(terminal.screen).toContainText('first-1');

  const live = new Live(kenji.page);
  await live.goto(world.url);
  const tile = live.tileOf('watched-shell', 'Maya Okafor');
  await test.step('a tile is a drawn picture that moves, with its last line for who cannot see it', async () => {
    await terminal.run('clear; printf "\\033[41mred-$((40 + 2))"; sleep 600');
    await expect(tile).toContainText('Last line: red-42');
    const reds = () =>
      tile.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        let count = 0;
        for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 0) > 150 && (data[at + 1] ?? 0) < 140) count += 1;
        return count;
      });
    await expect.poll(reds).toBeGreaterThan(50);
    await expect(tile.locator('canvas')).toHaveAttribute('aria-hidden', 'true');
  });

  await test.step('who may not watch sees that it runs, and nothing of it', async () => {
    const wall = new Live(sofia.page);
    await wall.goto(world.url);
    const hers = wall.tileOf('watched-shell', 'Maya Okafor');
    await expect(hers).toBeVisible();
    await expect(hers).not.toContainText('Last line');
    const answer = await sofia.page.request.get(`${world.url}/api/pictures?seen=${await terminal.id()}:0`);
    expect([answer.status(), await answer.json()]).toEqual([200, []]);
  });

  await test.step('Enter watches below, Escape stops, and E ends with a reason', async () => {
    const pane = live.pane('watched-shell');
    await live.tile('watched-shell', 'Maya Okafor').focus();
    await kenji.page.keyboard.press('Enter');
    await expect(pane).toContainText('red-42');
    await expect(pane).toContainText('Looking at what the journey asks for');
    await expect(maya.page.getByText('Kenji watches')).toBeVisible();
    await kenji.page.keyboard.press('Escape');
    await expect(pane).toBeHidden();
    await expect(maya.page.getByText('Kenji watches')).toBeHidden();
    await kenji.page.keyboard.press('Enter');
    await expect(pane).toContainText('red-42');
    await kenji.page.keyboard.press('e');
    const dialog = kenji.page.getByRole('alertdialog');
    await dialog.getByRole('textbox').fill('The journey is over');
    await dialog.getByRole('button', { name: 'End 1 terminal' }).click();
    await expect(pane.getByRole('status', { name: 'This terminal has ended' })).toContainText('Kenji Watanabe ended');
    await expect(terminal.ended).toContainText('The journey is over');
  });

  await test.step('the recording says who watched, and its text can be read along', async () => {
    await kenji.page.goto(`${world.url}/recordings/${await terminal.id()}`);
    await expect(kenji.page.getByRole('list', { name: 'Transcript' })).toContainText('first-1');
    await kenji.page.getByRole('button', { name: /^Markers/ }).click();
    await expect(kenji.page.getByRole('button', { name: /Kenji Watanabe began to watch/ }).first()).toBeVisible();
  });
});
