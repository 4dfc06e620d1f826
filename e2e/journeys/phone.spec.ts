import { askFor } from '../ask-for';
import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';
import { Approvals } from '../screens/approvals';
import { RequestPage } from '../screens/request';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('on a phone: in, and every key a shell needs', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor', PHONE);
  const terminal = await openAtOnce(world, maya, 'phone-shell');
  const keys = maya.page.getByRole('toolbar', { name: 'Extra keys' });
  await expect(keys).toBeVisible();

  await test.step('ctrl latches for one key, and what runs stops', async () => {
    await terminal.run('sleep 1000');
    await keys.getByRole('button', { name: 'ctrl' }).tap();
    await expect(keys.getByRole('button', { name: 'ctrl' })).toHaveAttribute('aria-pressed', 'true');
    await maya.page.keyboard.type('c');
    await expect(keys.getByRole('button', { name: 'ctrl' })).toHaveAttribute('aria-pressed', 'false');
    await terminal.run('echo stopped-$?');
    await expect(terminal.screen).toContainText('stopped-130');
  });

  await test.step('tab completes and up brings the last line back', async () => {
    await maya.page.keyboard.type('cat READ');
    await keys.getByRole('button', { name: 'Tab' }).tap();
    await expect(terminal.screen).toContainText('cat README.md');
    await maya.page.keyboard.press('Enter');
    await expect(terminal.screen).toContainText('A bastion: a small machine');
    await terminal.run('clear');
    await keys.getByRole('button', { name: 'Up' }).tap();
    await keys.getByRole('button', { name: 'Up' }).tap();
    await expect(terminal.screen).toContainText('cat README.md');
  });

  await test.step('two fingers set the text size, kept for the next time, and the page does not zoom', async () => {
    await maya.page.keyboard.press('Control+U');
    const before = await terminal.size();
    await terminal.pinch(100, 140);
    await expect.poll(() => maya.page.evaluate(() => localStorage.getItem('postern.terminal.font'))).toBe('18');
    await expect.poll(async () => (await terminal.size()).cols).toBeLessThan(before.cols);
    expect(await maya.page.evaluate(() => visualViewport?.scale)).toBe(1);
    await terminal.pinch(300, 40);
    await expect.poll(() => maya.page.evaluate(() => localStorage.getItem('postern.terminal.font'))).toBe('11');
    await expect.poll(async () => (await terminal.size()).cols).toBeGreaterThan(before.cols);
  });

  await test.step('nothing is wider than the phone', async () => {
    const width = await maya.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
  });
});

test('on a phone: an approver decides', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const jonas = await enter('Jonas Lindqvist', PHONE);
  const [request] = await askFor(world, maya, ['batch-worker-3'], 'The nightly batch stands still since 02:10');
  const approvals = new Approvals(jonas.page);
  await approvals.goto(world.url);
  await approvals.row(request?.number ?? 0).tap();
  const page = new RequestPage(jonas.page);
  await expect(jonas.page.getByRole('heading', { name: /May I open batch-worker-3/ })).toBeVisible();
  await page.denyBecause('The batch is being restarted by the team on call');
  await expect(jonas.page.getByText('Denied by Jonas Lindqvist').first()).toBeVisible();
});
