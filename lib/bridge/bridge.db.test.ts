import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningBridge, World } from './testing/world';

let world: World;
let at: RunningBridge;
beforeAll(async () => {
  world = await World.start();
  at = await world.openBridge();
});
afterAll(() => world.close());

/** Output of a known content and length, and its checksum. */
const LINES = 60_000;
const BIG = `seq 1 ${LINES} | sed 's/$/ the quick brown fox jumps over the lazy dog/'; printf 'do%s\\n' ne\n`;
const bigOutput = () =>
  `${Array.from({ length: LINES }, (_, n) => `${n + 1} the quick brown fox jumps over the lazy dog\r\n`).join('')}done\r\n`;
const sha256 = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex');

describe('a terminal', () => {
  test('shows its launch, runs what is typed, and ends when the shell exits', async () => {
    const terminalId = await world.openTerminal();
    const browser = world.browser(terminalId);
    await browser.connect(at.url, { cols: 101, rows: 33 });
    await browser.type('stty size\n');
    await browser.see('33 101');
    const steps = browser.messages.filter((message) => message.type === 'step').map((message) => message.step);
    expect(steps).toEqual([
      'ticket',
      'asked',
      'placed',
      'networkAttached',
      'imagePulled',
      'agentConnected',
      'channelOpened',
      'firstOutput',
    ]);
    await browser.type('exit\n');
    expect(await browser.hear('ended')).toMatchObject({ reason: 'exited', note: null, by: null });
    expect(await browser.closed()).toEqual({ code: 4000, reason: 'ended' });
    const row = await world.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
    expect(row).toMatchObject({ status: 'ended', endReason: 'exited', outputBytes: BigInt(browser.offset) });
  });

  test('comes through reloads and cuts at random places of a big output without a lost or doubled byte', async () => {
    const { browser } = await world.shell(at);
    const before = browser.offset;
    void browser.type(BIG);
    for (let round = 1; !browser.text.endsWith('done\r\n'); round += 1) {
      const from = browser.offset;
      await browser.until(() => browser.offset > from + 40_000 * round || browser.text.endsWith('done\r\n'));
      if (browser.text.endsWith('done\r\n')) break;
      browser.cut();
      await browser.connect(at.url);
    }
    expect(sha256(browser.text.slice(before))).toBe(sha256(bigOutput()));
  });
});
