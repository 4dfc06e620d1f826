import { createHash } from 'node:crypto';
import { firstDifference } from '../first-difference';
import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';
import { TerminalPage } from '../screens/terminal';

const LINES = 200_000;
const EXPECTED = `${Array.from({ length: LINES }, (_, index) => `${index + 1}\r\n`).join('')}`;
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/** The part of the output between the two words that the command itself prints around it. */
function between(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return text.slice(text.indexOf('FIRST-1\r\n') + 'FIRST-1\r\n'.length, text.indexOf('LAST-2\r\n'));
}

test('reload, cut line and second tab: every byte once, on every screen and on record', async ({
  enter,
  world,
  measure,
}) => {
  const maya = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, maya, 'replay-shell');
  const id = await terminal.id();
  const { tap } = terminal;
  maya.expectLineTrouble();

  const start = tap.length;
  await terminal.run(`echo FIRST-$((1)); seq 1 ${LINES}; echo LAST-$((2))`);

  await test.step('the line is cut while output flows', async () => {
    await tap.reaches(start + 60_000);
    world.line.cut();
    await expect(maya.page.getByText(/^Line lost, shell kept/)).toBeVisible();
    world.line.join();
    await expect.poll(() => tap.openings.length).toBeGreaterThan(1);
  });

  const second = await maya.newTab();
  const other = new TerminalPage(second.page, second.tap);
  await test.step('a second tab joins', async () => {
    await second.page.goto(maya.page.url());
    await expect(other.screen).toContainText('LAST-2');
  });

  await test.step('the first tab is complete', async () => {
    await expect(terminal.screen).toContainText('LAST-2');
    await expect.poll(async () => (await world.recordedBytes(id)).length).toBe(tap.length);
    const recorded = await world.recordedBytes(id);
    expect(tap.faults).toEqual([]);
    expect(tap.sha256).toBe(sha256(recorded));
    expect(firstDifference(between(recorded), EXPECTED)).toBeNull();
    measure(`${recorded.length} bytes, ${tap.openings.length} connections of the first tab`);
  });

  await test.step('the tab is loaded anew and shows the same', async () => {
    tap.forget();
    await maya.page.reload();
    await expect(terminal.screen).toContainText('LAST-2');
    await terminal.run('echo again-$((3))');
    await expect(terminal.screen).toContainText('again-3');
    await expect(other.screen).toContainText('again-3');
  });

  await test.step('what each tab was sent is what is on record', async () => {
    await expect.poll(async () => (await world.recordedBytes(id)).length).toBe(tap.length);
    const recorded = await world.recordedBytes(id);
    for (const one of [tap, second.tap]) {
      expect(one.faults).toEqual([]);
      expect(one.length).toBe(recorded.length);
      const [opening] = one.openings;
      expect(sha256(one.bytes)).toBe(sha256(recorded.subarray(opening?.offset ?? 0)));
    }
  });
});
