import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { CloudError } from '../domain/cloud-error';
import { endTerminal } from '../use-cases/terminals/end';
import { EncryptedAgents, KEY_ID } from './testing/encrypted-agents';
import { type RunningBridge, World } from './testing/world';

let world: World;
let bridge: RunningBridge;
let agents: EncryptedAgents;
beforeAll(async () => {
  world = await World.start();
  agents = await EncryptedAgents.start();
  world.deps.agents = agents;
  bridge = await world.openBridge();
});
afterEach(() => {
  agents.denial = null;
});
afterAll(async () => {
  await world.close();
  await agents.close();
});

async function anEncryptedTerminal() {
  const terminalId = await world.openTerminal();
  const browser = world.browser(terminalId);
  await browser.connect(bridge.url);
  await browser.type('hello');
  await browser.see('heard hello');
  const row = await world.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
  return { terminalId, browser, row };
}

test('a terminal whose document demands encryption works, and nothing that matters is said in clear', async () => {
  const { browser, row } = await anEncryptedTerminal();
  expect(agents.asked.at(-1)).toEqual({
    keyId: KEY_ID,
    encryptionContext: {
      'aws:ssm:SessionId': row.agentSessionId,
      'aws:ssm:TargetId': expect.stringMatching(/^ecs:postern_[0-9a-f]{32}_/),
      'aws:ssm:RandomChallenge': expect.any(String),
    },
  });
  await browser.type('a-password');
  await browser.see('heard a-password');
  expect(Buffer.concat(agents.onTheLine).includes('a-password')).toBe(false);
  const key = agents.keys.at(-1) ?? Buffer.alloc(64);
  expect(JSON.stringify(row.dataKey)).toContain(KEY_ID);
  for (const written of [JSON.stringify(row.dataKey), world.logged.join('')]) {
    for (const spelling of [key.toString('base64'), key.subarray(0, 32).toString('base64'), key.toString('hex')]) {
      expect(written).not.toContain(spelling);
    }
  }
});

test('a line that is cut goes on with the same key, and nothing is lost or doubled either way', async () => {
  const { browser, row, terminalId } = await anEncryptedTerminal();
  const { length: keysBefore } = agents.keys;
  const sessionId = row.agentSessionId ?? '';
  for (let round = 1; round <= 4; round += 1) {
    agents.cut(sessionId);
    agents.print(sessionId, `printed-${round}\r\n`);
    await browser.type(`typed-${round}`);
    await browser.see(`heard typed-${round}`);
    await browser.until(() => browser.messages.filter((one) => one.type === 'line' && one.up).length >= round);
  }
  for (const word of [1, 2, 3, 4].flatMap((round) => [`printed-${round}\r\n`, `heard typed-${round}\r\n`])) {
    expect(browser.text.split(word)).toHaveLength(2);
  }
  expect(browser.messages.filter((one) => one.type === 'line').map((one) => one.up)).toEqual(
    [1, 2, 3, 4].flatMap(() => [false, true]),
  );
  expect(agents.keys).toHaveLength(keysBefore);
  expect(Buffer.concat(agents.onTheLine).includes('typed-')).toBe(false);
  // Whoever carries on what is left here would ask for its key as well.
  await endTerminal(world.deps, world.operator, { terminalId, note: null });
  await browser.closed();
});

test('another bridge that carries it on has the same key decrypted, and nothing is lost', async () => {
  const { terminalId, browser, row } = await anEncryptedTerminal();
  const other = await world.openBridge();
  await bridge.close();
  await browser.connectAgain(other.url);
  await browser.type('once more');
  await browser.see('heard once more');
  expect(agents.recovered.at(-1)?.encryptionContext).toMatchObject({ 'aws:ssm:SessionId': row.agentSessionId });
  expect(browser.text.split('heard hello')).toHaveLength(2);
  expect(other.bridge.terminals.carries(terminalId)).toBe(true);
  bridge = other;
});

test('another bridge asks again for the key while the service is too busy, and goes on', async () => {
  const { browser } = await anEncryptedTerminal();
  const other = await world.openBridge();
  agents.denial = new CloudError('throttled', 'ThrottlingException', 'too many');
  const asked = agents.recovered.length;
  await bridge.close();
  bridge = other;
  await vi.waitFor(() => expect(agents.recovered.length).toBeGreaterThan(asked + 1), { timeout: 20_000, interval: 20 });
  agents.denial = null;
  await browser.connectAgain(other.url);
  await browser.type('at last');
  await browser.see('heard at last');
});

test('another bridge that does not get the key ends it, rather than going on in clear', async () => {
  const { terminalId, browser } = await anEncryptedTerminal();
  const other = await world.openBridge();
  agents.denial = new CloudError('denied', 'AccessDeniedException', 'not any more');
  const before = agents.onTheLine.length;
  await bridge.close();
  bridge = other;
  await vi.waitFor(
    async () => {
      const { status, endReason } = await world.deps.db.prisma.terminal.findUniqueOrThrow({
        where: { id: terminalId },
      });
      expect([status, endReason]).toEqual(['ended', 'agentRefused']);
    },
    { timeout: 20_000, interval: 50 },
  );
  expect(agents.onTheLine.length).toBe(before);
  browser.leave();
});

test('a terminal for which KMS gives no key ends with the reason in its words', async () => {
  const message = 'User: arn:aws:iam::441022079313:user/x is not authorized to perform: kms:GenerateDataKey';
  agents.denial = new CloudError('denied', 'AccessDeniedException', message);
  const terminalId = await world.openTerminal();
  const browser = world.browser(terminalId);
  await browser.connect(bridge.url);
  expect(await browser.hear('failed')).toMatchObject({
    code: 'HANDSHAKE_FAILED',
    text: `Error calling KMS GenerateDataKey API: AccessDeniedException: ${message}`,
    cause: 'accessDenied',
  });
  expect(await browser.hear('ended')).toMatchObject({ reason: 'agentRefused' });
});
