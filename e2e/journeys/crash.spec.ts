import { createHash } from 'node:crypto';
import { firstDifference } from '../first-difference';
import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';
import { Connect } from '../screens/connect';
import { TerminalPage } from '../screens/terminal';

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

test('the server is killed while output flows: the tab comes back, nothing is lost or doubled', async ({
  enter,
  world,
  measure,
}) => {
  const maya = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, maya, 'crash-shell');
  const id = await terminal.id();
  const { tap } = terminal;
  maya.expectLineTrouble();
  const start = tap.length;
  await terminal.run('echo FIRST-$((1)); seq 1 300000; echo LAST-$((2))');
  await tap.reaches(start + 60_000);
  await world.killServer();
  const at = tap.length - start;
  await world.restartServer();
  await expect(terminal.screen).toContainText('LAST-2');
  measure(`killed after ${at} of its bytes were shown; ${tap.openings.length} connections`);

  await terminal.run('echo alive-$((5))');
  await expect(terminal.screen).toContainText('alive-5');
  await expect.poll(async () => (await world.recordedBytes(id)).length).toBe(tap.length);
  const recorded = await world.recordedBytes(id);
  const text = recorded.toString('latin1');
  const output = text.slice(text.indexOf('FIRST-1\r\n') + 9, text.indexOf('LAST-2\r\n'));
  const wanted = Array.from({ length: 300_000 }, (_, index) => `${index + 1}\r\n`).join('');
  expect(firstDifference(output, wanted)).toBeNull();
  expect(tap.faults).toEqual([]);
  expect(tap.sha256).toBe(sha256(recorded));
});

test('the server is killed while a bastion launches: the launch is finished, with one task', async ({
  enter,
  world,
}) => {
  const maya = await enter('Maya Okafor');
  maya.expectLineTrouble();
  const tasks = async () => (await world.aws()).tasks;
  const before = (await tasks()).length;
  // AWS does what it is asked and the answer never comes, so only the token keeps the second asking from a second task; and it
  // then says nothing about that task for as long as the first server lives.
  await world.faults({
    operations: { 'ecs:RunTask': { loseAnswer: true, times: 1 }, 'ecs:DescribeTasks': { delayMs: 600_000 } },
  });
  const connect = new Connect(maya.page);
  await connect.goto(world.url);
  await connect.openAtOnce('half-built-host', 'Seeing whether a launch survives its launcher');
  const terminal = new TerminalPage(maya.page, maya.tap);
  await terminal.tap.hears('opened');
  await expect.poll(async () => (await tasks()).length).toBe(before + 1);
  await world.killServer();
  await world.clearFaults();
  await world.restartServer();

  await terminal.ready();
  await terminal.run('echo launched-$((9))');
  await expect(terminal.screen).toContainText('launched-9');
  const mine = (await tasks()).slice(before);
  expect(mine.map(({ lastStatus }) => lastStatus)).toEqual(['RUNNING']);
  const rows = await world.sql<{ status: string; task_arn: string }>(
    `SELECT b.status, b.task_arn FROM bastions b JOIN environments e ON e.id = b.environment_id WHERE e.name = 'dry-dock'`,
  );
  expect(rows).toEqual([{ status: 'running', task_arn: mine[0]?.arn }]);
});
