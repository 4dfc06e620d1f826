import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { EncryptedAgents } from './testing/encrypted-agents';
import { type RunningBridge, World } from './testing/world';

let world: World;
let agents: EncryptedAgents;
beforeAll(async () => {
  world = await World.start();
  agents = await EncryptedAgents.start();
  world.deps.agents = agents;
});
afterAll(async () => {
  await world.close();
  await agents.close();
});

/** A terminal whose agent has asked for encryption, and a bridge that has asked for the key. */
async function anAskedTerminal(first: RunningBridge) {
  const browser = world.browser(await world.openTerminal());
  const asked = agents.asked.length;
  await browser.connect(first.url);
  await vi.waitFor(() => expect(agents.asked.length).toBe(asked + 1), { timeout: 20_000, interval: 10 });
  return browser;
}

test('a bridge that goes away while it waits for a key leaves a shell that the next one opens', async () => {
  const first = await world.openBridge();
  let give = () => {};
  agents.keysAfter = new Promise((resolve) => {
    give = resolve;
  });
  const browser = await anAskedTerminal(first);
  await first.close();
  give();
  const second = await world.openBridge();
  await browser.connectAgain(second.url);
  await browser.type('hello');
  await browser.see('heard hello');
  expect(Buffer.concat(agents.onTheLine).includes('hello')).toBe(false);
  await second.close();
});

test('a bridge whose answer to the handshake was lost with it leaves a shell that the next one opens with the same key', async () => {
  const first = await world.openBridge();
  agents.isUnreachable = true;
  const said = agents.onTheLine.length;
  const browser = await anAskedTerminal(first);
  await vi.waitFor(() => expect(agents.onTheLine.length).toBeGreaterThan(said), { timeout: 20_000, interval: 10 });
  await first.close();
  agents.isUnreachable = false;
  const keys = agents.keys.length;
  const second = await world.openBridge();
  await browser.connectAgain(second.url);
  await browser.type('hello');
  await browser.see('heard hello');
  expect(agents.keys.length).toBe(keys);
  await second.close();
});
