import { afterEach, expect, test } from 'vitest';
import type { TerminalId } from '../domain/ids';
import { World } from './testing/world';

const IDLE = 'Your session timed out due to inactivity and has been terminated.';

let world: World;
afterEach(() => world.close());

const rowOf = (id: TerminalId) => world.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id } });

test('a shell that AWS ends, and says why, did not exit: its reason is on the screen, on record and in the log', async () => {
  world = await World.start({ timings: { idleMs: 2_500 } });
  const { browser, terminalId } = await world.shell(await world.openBridge());
  expect(await browser.hear('ended')).toMatchObject({ reason: 'closedByAws', note: IDLE, by: null, isShellGone: true });
  expect(await rowOf(terminalId)).toMatchObject({ status: 'ended', endReason: 'closedByAws', endNote: IDLE });
  const [ended] = await world.deps.db.prisma.auditEvent.findMany({ where: { terminalId, name: 'terminal.ended' } });
  expect(ended?.fields).toMatchObject({ reason: 'closedByAws', note: IDLE });
  expect(world.logged.filter((line) => line.includes(IDLE))).toHaveLength(1);
});

test('a shell that could not be started says so in the words of the agent', async () => {
  world = await World.start();
  await world.deps.db.prisma.target.update({ where: { id: world.targetId }, data: { command: 'no-such-program' } });
  const bridge = await world.openBridge();
  const terminalId = await world.openTerminal();
  const browser = world.browser(terminalId);
  await browser.connect(bridge.url);
  expect(await browser.hear('failed')).toMatchObject({
    step: 'channelOpened',
    code: 'ChannelClosed',
    text: expect.stringMatching(/^-+ERROR-+ Unable to start command: [^\n]*no-such-program/),
  });
  expect(await browser.hear('ended')).toMatchObject({ reason: 'agentRefused' });
  expect(await rowOf(terminalId)).toMatchObject({ status: 'ended', endReason: 'agentRefused' });
});
