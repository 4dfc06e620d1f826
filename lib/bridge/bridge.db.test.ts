import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endTerminal } from '../use-cases/terminals/end';
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

  test('is shown to a slow viewer, a second page and a watcher elsewhere, each at their own pace and whole', async () => {
    const { terminalId, browser } = await world.shell(at);
    const slow = world.browser(terminalId);
    slow.isShowing = false;
    await slow.connect(at.url);
    const elsewhere = await world.openBridge();
    const watcher = world.browser(terminalId, world.administrator);
    await watcher.connect(elsewhere.url);
    expect(await watcher.hear('opened')).toMatchObject({ role: 'watch', status: 'live' });
    expect(await browser.hear('watchers')).toMatchObject({ names: ['Ada Adler'] });

    await browser.type(BIG);
    await browser.see('done\r\n');
    await watcher.see('done\r\n');
    // The window is full and nothing more came, but nobody was kept waiting by it.
    expect(slow.offset).toBeLessThan(400_000);
    slow.isShowing = true;
    slow.tellShown();
    await slow.see('done\r\n');
    expect(slow.checksum).toBe(browser.checksum);
    expect(watcher.checksum).toBe(browser.checksum);

    await slow.type('echo from-the-second-page\n');
    await browser.see('from-the-second-page\r\n');
    await watcher.see('from-the-second-page\r\n');
    watcher.leave();
    await browser.until(() => browser.messages.at(-1)?.type === 'watchers', 'to be unwatched');
    expect(await browser.hear('watchers')).toMatchObject({ names: [] });
    await elsewhere.close();
  });

  test('takes a paste of 1,000 lines whole', async () => {
    const { browser } = await world.shell(at);
    const paste = Array.from(
      { length: 1_000 },
      (_, n) => `line ${n} of the paste, with some text to make it long\n`,
    ).join('');
    await browser.type("cat > pasted; sha256sum pasted; printf 'su%s\\n' mmed\n");
    await browser.type(paste);
    await browser.type('\x04');
    await browser.see('summed\r\n');
    expect(browser.text).toContain(sha256(paste));
  });

  test('takes what was typed while the line was cut, once', async () => {
    const { browser } = await world.shell(at);
    browser.cut();
    const typed = browser.type('echo o\\nce\n');
    await browser.connect(at.url);
    await typed;
    await browser.see('once\r\n');
    expect(browser.text.split('once').length).toBe(2);
  });

  test('is as large as the page that said so last, and others are told', async () => {
    const { terminalId, browser } = await world.shell(at);
    const second = world.browser(terminalId);
    await second.connect(at.url, { cols: 120, rows: 40 });
    expect(await browser.hear('size')).toMatchObject({ cols: 120, rows: 40 });
    await browser.type('stty size\n');
    await browser.see('40 120');
  });

  test('ends within a second of the grant being revoked', async () => {
    const { browser, terminalId } = await world.shell(at);
    const grantId = world.grantId;
    const decidedAt = Date.now();
    await world.deps.db.prisma.grant.update({
      where: { id: grantId },
      data: { status: 'revoked', endedAt: new Date(), revokedReason: 'for a test' },
    });
    expect(await browser.hear('ended')).toMatchObject({ reason: 'grantRevoked' });
    await browser.closed();
    console.log(`from the decision to the closed terminal: ${Date.now() - decidedAt} ms`);
    const row = await world.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
    expect(row.status).toBe('ended');
    expect(world.cloud.aws.inspect().sessions.find(({ id }) => id === row.agentSessionId)?.status).toBe('Terminated');
    await world.grantAnew();
  });

  test('ends when an administrator says so, and everybody reads the note', async () => {
    const { browser, terminalId } = await world.shell(at);
    const ended = await endTerminal(world.deps, world.administrator, { terminalId, note: 'Please use the replica' });
    expect(ended.ok).toBe(true);
    const message = { reason: 'endedByAdministrator', note: 'Please use the replica', by: 'Ada Adler' };
    expect(await browser.hear('ended')).toMatchObject(message);
    await browser.closed();
    // A page that comes back reads what is left and the reason.
    const late = world.browser(terminalId);
    await late.connect(at.url);
    expect(await late.hear('ended')).toMatchObject(message);
    expect(late.text).toBe(browser.text);
  });

  test('resumes its line when that breaks, without losing a byte', async () => {
    const { browser, terminalId } = await world.shell(at);
    const before = browser.offset;
    const { agentSessionId } = await world.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
    await browser.type(BIG);
    for (let round = 1; round < 4; round += 1) {
      const from = browser.offset;
      await browser.until(() => browser.offset > from + 50_000 || browser.text.endsWith('done\r\n'));
      world.cloud.aws.faults.cutClient(agentSessionId ?? '');
      await browser.until(() => browser.messages.filter((one) => one.type === 'line' && one.up).length >= round);
    }
    await browser.see('done\r\n');
    expect(sha256(browser.text.slice(before))).toBe(sha256(bigOutput()));
  });

  test('takes a paste whole and once while its line breaks again and again', async () => {
    const { browser, terminalId } = await world.shell(at);
    const { agentSessionId } = await world.deps.db.prisma.terminal.findUniqueOrThrow({ where: { id: terminalId } });
    const paste = Array.from({ length: 4_000 }, (_, n) => `line ${n} of the paste, long enough to take a while\n`).join(
      '',
    );
    await browser.type("cat > pasted; sha256sum pasted; printf 'su%s\\n' mmed\n");
    const typed = browser.type(paste);
    for (let round = 1; round <= 3; round += 1) {
      const taken = browser.messages.filter((one) => one.type === 'accepted').length;
      await browser.until(() => browser.messages.filter((one) => one.type === 'accepted').length > taken);
      world.cloud.aws.faults.cutClient(agentSessionId ?? '');
      await browser.until(() => browser.messages.filter((one) => one.type === 'line' && one.up).length >= round);
    }
    await typed;
    await browser.type('\x04');
    await browser.see('summed\r\n');
    expect(browser.text).toContain(sha256(paste));
  });

  test('is one of fifty at once', async () => {
    const shells: Awaited<ReturnType<typeof world.shell>>[] = [];
    // Ten at a time: bridge, agents and browsers share one thread here, and a page that is starved for seconds is sent away.
    while (shells.length < 50) shells.push(...(await Promise.all(Array.from({ length: 10 }, () => world.shell(at)))));
    await Promise.all(shells.map(({ browser }, n) => browser.type(`seq ${n} ${n + 500}; printf 'do%s\\n' ne\n`)));
    await Promise.all(shells.map(({ browser }) => browser.see('done\r\n')));
    shells.forEach(({ browser }, n) => {
      const expected = Array.from({ length: 501 }, (_, k) => `${n + k}\r\n`).join('');
      expect(browser.text.endsWith(`${expected}done\r\n`)).toBe(true);
    });
  });
});
