import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TerminalId } from '../domain/ids';
import { readRecordedRange } from '../use-cases/recordings/read-range';
import { type RunningBridge, World } from './testing/world';

let world: World;
let survivor: RunningBridge;
beforeAll(async () => {
  world = await World.start();
  survivor = await world.openBridge();
});
afterAll(() => world.close());

const LINES = 40_000;
const BIG = `seq 1 ${LINES}; printf 'do%s\\n' ne\n`;
const bigOutput = () => `${Array.from({ length: LINES }, (_, n) => `${n + 1}\r\n`).join('')}done\r\n`;

/** The recording holds what the screen showed, whichever process wrote which part of it. */
async function expectRecorded(terminalId: TerminalId, text: string): Promise<void> {
  await world.recorded(terminalId, text.length);
  const recorded: Uint8Array[] = [];
  for (let offset = 0; offset < text.length; offset = Buffer.concat(recorded).length) {
    recorded.push(...(await readRecordedRange(world.deps, terminalId, offset)));
  }
  expect(Buffer.concat(recorded).toString('latin1')).toBe(text);
}

describe('when the bridge that carries a terminal is killed', () => {
  test.each(['SIGKILL', 'SIGTERM'] as const)(
    'by %s in a big output, another one goes on at the exact byte',
    async (signal) => {
      const doomed = await world.spawnBridge();
      const { browser, terminalId } = await world.shell({ ...survivor, url: doomed.url });
      const before = browser.offset;
      await browser.type(BIG);
      await browser.until(() => browser.offset > before + 30_000);
      await doomed.kill(signal);
      await browser.connectAgain(survivor.url);
      await browser.see('done\r\n');
      expect(browser.text.slice(before)).toBe(bigOutput());
      await browser.type('echo typing-goes-on\n');
      await browser.see('typing-goes-on\r\n');
      expect(browser.text.split('typing-goes-on').length).toBe(2);
      await expectRecorded(terminalId, browser.text);
    },
  );

  test('a terminal nobody looks at is adopted too', async () => {
    const doomed = await world.spawnBridge();
    const { browser, terminalId } = await world.shell({ ...survivor, url: doomed.url });
    const before = browser.offset;
    await browser.type(BIG);
    browser.cut();
    await doomed.kill('SIGKILL');
    await vi.waitFor(
      async () => {
        const { bridgeId } = await world.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
        expect(bridgeId).toBe(survivor.bridge.id);
      },
      { timeout: 20_000, interval: 100 },
    );
    await browser.connect(survivor.url);
    await browser.see('done\r\n');
    expect(browser.text.slice(before)).toBe(bigOutput());
  });

  test('what was typed and not taken is dropped rather than doubled, and the page is told', async () => {
    const doomed = await world.spawnBridge();
    const { browser } = await world.shell({ ...survivor, url: doomed.url });
    await browser.type('echo before-$((40+2))\n');
    await browser.see('before-42\r\n');
    await doomed.kill('SIGKILL');
    await browser.connectAgain(survivor.url);
    expect(await browser.hear('opened')).toMatchObject({ inputReset: true });
    await browser.type('echo after-$((40+2))\n');
    await browser.see('after-42\r\n');
    expect(browser.text.split('before-42').length).toBe(2);
  });
});

test('a terminal that is taken over is live to whoever comes before that is on record, and no second shell is started', async () => {
  const { browser, terminalId } = await world.shell(survivor);
  const other = await world.openBridge();
  const sessions = world.cloud.aws.inspect().sessions.length;
  const first = world.browser(terminalId);
  const second = world.browser(terminalId);
  const record = await world.deps.db.pool.connect();
  try {
    await record.query('BEGIN');
    await record.query('SELECT 1 FROM audit_head FOR UPDATE');
    const coming = first.connect(other.url);
    await vi.waitFor(() => expect(other.bridge.terminals.carries(terminalId)).toBe(true), { timeout: 20_000 });
    await second.connect(other.url);
    expect(await second.hear('opened')).toMatchObject({ role: 'operate', status: 'live' });
    const typed = second.type('echo o\\nly-once\n');
    await record.query('COMMIT');
    await Promise.all([coming, typed]);
  } finally {
    record.release();
  }
  expect(await first.hear('opened')).toMatchObject({ status: 'live' });
  for (const page of [first, second]) {
    await page.see('only-once\r\n');
    expect(page.messages.some(({ type }) => type === 'failed')).toBe(false);
  }
  expect(world.cloud.aws.inspect().sessions).toHaveLength(sessions);
  expect(await browser.closed()).toMatchObject({ reason: 'moving' });
  await other.close();
});

test('a bridge that lost a terminal to another one stops carrying it', async () => {
  const { browser, terminalId } = await world.shell(survivor);
  const other = await world.openBridge();
  const elsewhere = world.browser(terminalId);
  await elsewhere.connect(other.url);
  expect(await browser.closed()).toEqual({ code: 4001, reason: 'moving' });
  await elsewhere.type('echo carried-elsewhere\n');
  await elsewhere.see('carried-elsewhere\r\n');
  expect(survivor.bridge.terminals.carries(terminalId)).toBe(false);
  await other.close();
  // Drained, so the survivor adopts at once.
  await vi.waitFor(() => expect(survivor.bridge.terminals.carries(terminalId)).toBe(true), { timeout: 20_000 });
});
