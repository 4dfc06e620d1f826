import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { EncryptedAgents } from './testing/encrypted-agents';
import { World } from './testing/world';

/** One turn of a bridge, and how long one takes here. */
const TURN_MS = 250;
const REALLY_MS = 5;

let world: World;
let agents: EncryptedAgents;
let turnedMs = 0;
let turning: NodeJS.Timeout;
beforeAll(async () => {
  world = await World.start();
  agents = await EncryptedAgents.start();
  world.deps.agents = agents;
  turning = setInterval(() => {
    turnedMs += TURN_MS;
    vi.advanceTimersByTime(TURN_MS);
  }, REALLY_MS);
  // From here on a bridge's turns are made by this test, many times as fast.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterAll(async () => {
  vi.useRealTimers();
  clearInterval(turning);
  await world.close();
  await agents.close();
});

test('a bridge notices within a minute that the other end of a line has died, and takes the shell up on another', async () => {
  const bridge = await world.openBridge();
  const terminalId = await world.openTerminal();
  const browser = world.browser(terminalId);
  await browser.connect(bridge.url);
  await browser.type('hello');
  await browser.see('heard hello');
  const { agentSessionId } = await world.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
  // Healthy lines are asked too, and kept.
  const healthyUntilMs = turnedMs + 60_000;
  await vi.waitFor(() => expect(turnedMs).toBeGreaterThan(healthyUntilMs), { timeout: 20_000 });
  expect(browser.messages.filter(({ type }) => type === 'line')).toEqual([]);

  agents.deafen(agentSessionId ?? '');
  const deadSinceMs = turnedMs;
  await browser.until(() => browser.messages.some((one) => one.type === 'line' && !one.up), 'to hear of it');
  expect(turnedMs - deadSinceMs).toBeLessThan(60_000);
  await browser.type('again');
  await browser.see('heard again');
  expect(browser.messages.filter(({ type }) => type === 'line')).toEqual([
    { type: 'line', up: false },
    { type: 'line', up: true },
  ]);
});
