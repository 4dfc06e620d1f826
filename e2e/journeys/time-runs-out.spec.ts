import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';

const SAID = /Less than 5 min left\. Closes at \d\d:\d\d\./;

test('the shell says once that time runs out, where no program can trip over it', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, maya, 'closing-shell');
  const id = await terminal.id();
  await terminal.run("printf '\\033[?1049h\\033[Hfull-%s' screen; read -r; printf '\\033[?1049l'; echo back-$((1))");
  await expect(terminal.screen).toContainText('full-screen');
  await world.sql(
    `UPDATE grants SET ends_at = now() + interval '4 minutes' WHERE id = (SELECT grant_id FROM terminals WHERE id = $1)`,
    [id],
  );
  await maya.page.reload();
  await expect(terminal.screen).toContainText('full-screen');
  await expect(maya.page.getByText(/^0[34]:\d\d$/)).toHaveClass(/text-wait/);

  await test.step('not into a program that has the whole screen', async () => {
    // Longer than the note waits for a still screen: what the strip counts down is the clock here.
    const shown = await maya.page.getByText(/^0[34]:\d\d$/).textContent();
    await expect
      .poll(async () => seconds(shown) - seconds(await maya.page.getByText(/^0[34]:\d\d$/).textContent()))
      .toBeGreaterThan(3);
    expect(await terminal.rows()).not.toContainEqual(expect.stringMatching(SAID));
  });

  await test.step('but above the next prompt, which goes on where it was', async () => {
    await terminal.run('');
    await expect(terminal.screen).toContainText(SAID);
    await terminal.run('echo still-$((6 * 7))');
    await expect(terminal.screen).toContainText('still-42');
    const rows = await terminal.rows();
    const said = rows.findIndex((row) => SAID.test(row));
    expect(rows[said - 1]).toBe('back-1');
    expect(rows[said + 1]).toMatch(/\$ echo still-\$\(\(6 \* 7\)\)$/);
    expect(rows.filter((row) => SAID.test(row))).toHaveLength(1);
  });

  await test.step('and neither the recording nor the shell has it', async () => {
    expect((await world.recordedBytes(id)).toString()).not.toContain('min left');
  });
});

function seconds(clock: string | null): number {
  const [minutes = 0, rest = 0] = (clock ?? '').split(':').map(Number);
  return minutes * 60 + rest;
}
