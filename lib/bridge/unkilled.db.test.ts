import { afterAll, beforeAll, expect, test } from 'vitest';
import { endTerminal } from '../use-cases/terminals/end';
import { endOverdueTerminals } from '../use-cases/terminals/end-overdue';
import { type RunningBridge, World } from './testing/world';

let world: World;
let at: RunningBridge;
beforeAll(async () => {
  world = await World.start();
  at = await world.openBridge();
});
afterAll(() => world.close());

const rowOf = (id: string) => world.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id } });

test('a terminal whose shell the service does not end is not called ended, and the sweep ends both', async () => {
  const { terminalId, browser } = await world.shell(at);
  world.cloud.aws.faults.set({
    operations: { 'ssm:TerminateSession': { error: { code: 'AccessDeniedException', status: 400 } } },
  });
  await endTerminal(world.deps, world.operator, { terminalId, note: null });
  // Whoever looks is sent away all the same.
  expect(await browser.hear('ended')).toMatchObject({ reason: 'endedByOwner' });
  expect(await rowOf(terminalId)).toMatchObject({ status: 'live', endReason: 'endedByOwner', endedAt: null });

  // Coming back opens nothing: there is nobody to send it to until the sweep is through.
  const again = world.browser(terminalId);
  await again.connect(at.url);
  expect(await again.closed()).toMatchObject({ code: 4001 });
  expect(again.messages.some((message) => message.type === 'accepted')).toBe(false);
  expect((await rowOf(terminalId)).status).toBe('live');

  world.cloud.aws.faults.clear();
  const later = { ...world.deps, clock: { now: () => new Date(Date.now() + 20_000) } };
  expect(await endOverdueTerminals(later)).toEqual({ ended: 1 });
  expect(await rowOf(terminalId)).toMatchObject({ status: 'ended', endReason: 'endedByOwner' });
});
