import { CreateDocumentCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, expect, test } from 'vitest';
import { SHELL_DOCUMENT } from '../domain/targets/target';
import { World } from './testing/world';

// With the small AWS's own agents and KMS at the other end; what an agent that misbehaves is told stands in encrypted.db.test.ts.
const KEY = '6b1f2c3d-0000-4000-8000-000000000001';
const KEY_ARN = `arn:aws:kms:eu-west-1:441022079313:key/${KEY}`;
const NODE = { id: 'mi-0f2ab9c4d81e6e570', computerName: 'warehouse-scanner-07' };

let world: World;
afterEach(() => world.close());

const started = {
  'in a bastion whose cluster has a key': () =>
    World.start({ seeds: { keys: [KEY], clusters: [{ name: 'postern', kmsKeyId: KEY_ARN }] } }),
  'on a node whose document has one': async () => {
    const made = await World.start({ node: NODE, seeds: { keys: [KEY] } });
    const ssm = new SSMClient({ region: 'eu-west-1', endpoint: made.cloud.aws.endpoint });
    const preferences = { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { kmsKeyId: KEY_ARN } };
    await ssm.send(
      new CreateDocumentCommand({
        Name: SHELL_DOCUMENT,
        DocumentType: 'Session',
        Content: JSON.stringify(preferences),
      }),
    );
    ssm.destroy();
    return made;
  },
};
const calls = (operation: string) => world.cloud.aws.inspect().calls.filter((call) => call.operation === operation);

test.each(Object.entries(started))('a shell %s is encrypted, and goes on so under another bridge', async (_, start) => {
  world = await start();
  const first = await world.openBridge();
  const { browser, terminalId } = await world.shell(first);
  expect(calls('GenerateDataKey')).toHaveLength(1);
  await browser.type('echo said-$((20 + 22))\n');
  await browser.see('said-42');
  // What the agent says of the session stands where the reference client prints it, and is recorded with the rest.
  expect(browser.text).toMatch(/^This session is encrypted using AWS KMS\.\r\n/);
  const opened = calls('Decrypt').length;
  const second = await world.openBridge();
  await first.close();
  await browser.connectAgain(second.url);
  await browser.type('echo again-$((20 + 22))\n');
  await browser.see('again-42');
  expect(browser.text.split('encrypted using AWS KMS')).toHaveLength(2);
  // The agent opened the key once; the second bridge had to have it opened again.
  expect(calls('Decrypt').length).toBe(opened + 1);
  expect(calls('GenerateDataKey')).toHaveLength(1);
  const { dataKey } = await world.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
  expect(dataKey).toMatchObject({ keyId: KEY_ARN });
});

test.each(Object.entries(started))('a shell %s is let in where only encrypted ones are', async (_, start) => {
  world = await start();
  await world.deps.db.prisma.environment.updateMany({ data: { encryptedOnly: true } });
  const first = await world.openBridge();
  const { browser } = await world.shell(first);
  const second = await world.openBridge();
  await first.close();
  await browser.connectAgain(second.url);
  await browser.type('echo again-$((20 + 22))\n');
  await browser.see('again-42');
});

test.each([
  ['in a bastion', {}],
  ['on a node', { node: NODE }],
])('a shell %s without a key is refused where only encrypted ones are, with the reason', async (_, place) => {
  world = await World.start({ ...place, environment: { encryptedOnly: true } });
  const bridge = await world.openBridge();
  const terminalId = await world.openTerminal();
  const browser = world.browser(terminalId);
  await browser.connect(bridge.url);
  expect(await browser.hear('failed')).toMatchObject({
    code: 'NOT_ENCRYPTED',
    cause: 'notEncrypted',
    text: expect.stringContaining('the session must be encrypted'),
  });
  expect(await browser.hear('ended')).toMatchObject({ reason: 'agentRefused' });
  expect(browser.offset).toBe(0);
  expect(world.cloud.aws.inspect().sessions.filter(({ isOpen }) => isOpen)).toEqual([]);
});

test('a shell that was let in without a key is not carried on where only encrypted ones are by now', async () => {
  world = await World.start();
  const first = await world.openBridge();
  const { browser } = await world.shell(first);
  await world.deps.db.prisma.environment.updateMany({ data: { encryptedOnly: true } });
  const second = await world.openBridge();
  await first.close();
  await browser.connectAgain(second.url);
  void browser.type('echo clear-$((20 + 22))\n').catch(() => undefined);
  expect(await browser.hear('ended')).toMatchObject({ reason: 'agentRefused' });
  expect(browser.text).not.toContain('clear-42');
});

test.each(Object.entries(started))(
  'a shell %s that KMS refuses ends with the reason, never in clear',
  async (_, start) => {
    world = await start();
    world.cloud.aws.faults.set({
      operations: { 'kms:GenerateDataKey': { error: { code: 'AccessDeniedException', message: 'no key for you' } } },
    });
    const bridge = await world.openBridge();
    const browser = world.browser(await world.openTerminal());
    await browser.connect(bridge.url);
    expect(await browser.hear('failed')).toMatchObject({ text: expect.stringContaining('no key for you') });
    expect(await browser.hear('ended')).toMatchObject({ reason: 'agentRefused' });
    expect(browser.offset).toBe(0);
  },
);
