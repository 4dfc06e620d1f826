import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';

test('a full-screen program fills the grid and follows the window', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, maya, 'editor-shell');

  await test.step('the shell knows the size of the grid from its first prompt', async () => {
    expect(await terminal.size()).toEqual(await terminal.shownSize());
  });

  await test.step('and its cells are as wide as the letters, to a pixel', async () => {
    const width = await maya.page.locator('.xterm-screen').evaluate((drawn) => drawn.clientWidth);
    const { cols } = await terminal.shownSize();
    // Commit Mono at 13 px is 7.8 px wide.
    expect(Math.abs(width / cols - 7.8)).toBeLessThan(0.8);
  });

  await test.step('less fills the grid, and fills it again when the window grows smaller', async () => {
    await terminal.run('seq -f "row %g" 1 500 > rows; less "-Psfrom %lt to %lb" rows');
    await expect.poll(async () => (await terminal.rows()).at(0)).toBe('row 1');
    const before = await terminal.shownSize();
    await expect.poll(async () => (await terminal.rows()).at(-1)).toBe(`from 1 to ${before.rows - 1}`);
    await maya.page.setViewportSize({ width: 1000, height: 600 });
    await expect.poll(async () => (await terminal.shownSize()).rows).toBeLessThan(before.rows);
    const after = await terminal.shownSize();
    await expect.poll(async () => (await terminal.rows()).length).toBe(after.rows);
    await expect.poll(async () => (await terminal.rows()).at(-1)).toBe(`from 1 to ${after.rows - 1}`);
    await maya.page.keyboard.press('Shift+G');
    await expect.poll(async () => (await terminal.rows()).at(-2)).toBe('row 500');
    await maya.page.keyboard.press('q');
  });

  await test.step('what was on the screen before is there again, and vi writes what was typed', async () => {
    await expect(terminal.screen).toContainText('stty size');
    await terminal.prompt();
    await terminal.run('vi notes');
    await expect.poll(async () => (await terminal.rows()).at(1)).toBe('~');
    await maya.page.keyboard.type('iwritten in a full screen');
    await maya.page.keyboard.press('Escape');
    await maya.page.keyboard.type(':wq');
    await maya.page.keyboard.press('Enter');
    await terminal.prompt();
    await terminal.run('echo "got: $(cat notes)"');
    await expect(terminal.screen).toContainText('got: written in a full screen');
    expect(await terminal.size()).toEqual(await terminal.shownSize());
  });

  await test.step('the resizes are on record', async () => {
    const marks = await world.sql(`SELECT 1 FROM recording_markers WHERE terminal_id = $1 AND kind = 'resize'`, [
      await terminal.id(),
    ]);
    expect(marks.length).toBeGreaterThan(0);
  });
});
