import { expect, test } from '../journey';
import { CROSSED, repaint, speak, violations } from '../looks';
import { Approvals } from '../screens/approvals';
import { Audit } from '../screens/audit';
import { Connect } from '../screens/connect';
import { TerminalPage } from '../screens/terminal';

const SCANNER = { name: 'warehouse-scanner-07', id: 'mi-0f2ab9c4d81e6e570' };
const CALLED = `${SCANNER.name} ${SCANNER.id}`;

test('a machine in a warehouse is found, asked for, entered without a bastion, and on record by name and id', async ({
  enter,
  world,
}) => {
  const maya = await enter('Maya Okafor');
  const priya = await enter('Priya Raman');
  const connect = new Connect(maya.page);

  await test.step('Connect shows what Systems Manager found, with its id and how it is', async () => {
    await connect.goto(world.url);
    const row = connect.row(SCANNER.name);
    await expect(row).toContainText(SCANNER.id);
    await expect(row).toContainText('Online');
    await expect(connect.row('dock-gate-2')).toContainText('Offline, last heard 3 h ago');
    await maya.page.getByRole('button', { name: 'Nodes', exact: true }).click();
    await expect(connect.row('orders-db')).toHaveCount(0);
    await expect(row).toBeVisible();
  });

  await test.step('and anybody can read it, in both languages, dark and light, on a phone as well', async () => {
    for (const [locale, colorScheme] of CROSSED) {
      await speak(priya.page, world, locale);
      await priya.page.setViewportSize(
        colorScheme === 'light' ? { width: 390, height: 844 } : { width: 1440, height: 900 },
      );
      await new Connect(priya.page).goto(world.url);
      await repaint(priya.page, colorScheme);
      await expect(priya.page.getByText(SCANNER.id).first()).toBeAttached();
      expect(await violations(priya.page)).toEqual([]);
    }
    await speak(priya.page, world, 'en');
    await priya.page.setViewportSize({ width: 1440, height: 900 });
  });

  await test.step('whoever asks and whoever decides reads the id beside the name', async () => {
    const sheet = await connect.ask(CALLED);
    await expect(sheet.dialog).toContainText(SCANNER.id);
    await expect(sheet.whatAYesTakes).not.toContainText(/bastion/i);
    expect(await violations(maya.page)).toEqual([]);
    await sheet.reason.fill('Resend the stock-take batch that never arrived');
    await sheet.send.click();
    await expect(sheet.dialog).toBeHidden();
    const approvals = new Approvals(priya.page);
    await approvals.goto(world.url);
    const question = priya.page.getByRole('heading', { name: /^May I open warehouse-scanner-07/ });
    await expect(question).toContainText(SCANNER.id);
    await expect(priya.page.getByRole('main')).not.toContainText(/bastion/i);
    expect(await violations(priya.page)).toEqual([]);
    await approvals.chosen.sayYes();
  });

  const terminal = new TerminalPage(maya.page, maya.tap);
  await test.step('the shell is the machine’s own', async () => {
    await connect.goto(world.url);
    await connect.openNow(CALLED);
    await terminal.ready();
    await terminal.run('echo $HOSTNAME-$((40 + 2))');
    await expect(terminal.screen).toContainText(`${SCANNER.name}-42`);
    await expect(maya.page.getByText(SCANNER.id)).toBeVisible();
    const steps = maya.tap.messages.flatMap((message) => (message.type === 'step' ? [message.step] : []));
    expect(steps).toEqual(['ticket', 'nodeConnected', 'channelOpened', 'firstOutput']);
    const { sessions } = await world.aws();
    expect(sessions.filter(({ isOpen }) => isOpen)).toMatchObject([{ target: SCANNER.id }]);
    expect(
      await world.sql(`SELECT 1 FROM terminals WHERE id = $1 AND bastion_id IS NOT NULL`, [await terminal.id()]),
    ).toEqual([]);
  });

  await test.step('its end says nothing of a bastion, and its recording names the machine', async () => {
    await terminal.run('exit');
    await expect(terminal.ended).toContainText('The shell exited.');
    await expect(terminal.ended).not.toContainText(/bastion/i);
    await terminal.ended.getByRole('link', { name: 'See the recording' }).click();
    await expect(maya.page.getByRole('heading', { name: SCANNER.name })).toBeVisible();
    await expect(maya.page.getByText(SCANNER.id).first()).toBeVisible();
  });

  await test.step('the record is narrowed by the id as well as by the name', async () => {
    const sofia = await enter('Sofia Marchetti');
    await sofia.page.goto(`${world.url}/audit`);
    const audit = new Audit(sofia.page);
    await audit.narrow(`target:${SCANNER.id}`);
    await expect(audit.rows.first()).toContainText(SCANNER.id);
    await expect(audit.rows.filter({ hasText: 'target.found' })).toHaveCount(1);
    await expect(audit.rows.filter({ hasText: 'terminal.opened' })).toHaveCount(1);
    await expect(audit.rows.filter({ hasNotText: SCANNER.id })).toHaveCount(0);
  });
});

test('a target of one command shows what it said and how it ended, and can be run again', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const connect = new Connect(maya.page);
  await connect.goto(world.url);
  await connect.openAct('disk-report i-0c52f8a90de164733').click();
  const sheet = maya.page.getByRole('dialog');
  await sheet.getByRole('textbox', { name: 'Why' }).fill('Looking how full the report disk is');
  await sheet.getByRole('button', { name: 'Open terminal' }).click();
  const terminal = new TerminalPage(maya.page, maya.tap);
  await expect(terminal.screen).toContainText('disk-42');
  await expect(terminal.screen).toContainText('nearly-full');
  expect(maya.tap.textFrom(0)).toContain('\x1b[31mnearly-full\r\n');
  await expect(terminal.ended).toContainText('The command ended.');
  await expect(terminal.ended).toContainText('Exit code 3.');

  const first = maya.page.url();
  await terminal.ended.getByRole('button', { name: 'Run again' }).click();
  await expect(maya.page).not.toHaveURL(first);
  await expect(terminal.ended).toContainText('Exit code 3.');
});

test('a machine that Systems Manager does not know says so before it is asked for and when it is entered', async ({
  enter,
  world,
}) => {
  const maya = await enter('Maya Okafor');
  const connect = new Connect(maya.page);
  await connect.goto(world.url);
  await expect(connect.row('lost-forklift')).toContainText('Not known to Systems Manager');
  await connect.openAtOnce('lost-forklift mi-0000000000000000f', 'Finding out where the forklift is');
  const terminal = new TerminalPage(maya.page, maya.tap);
  await expect(terminal.failure).toContainText('Systems Manager does not know this node.');
  await expect(terminal.failure).toContainText(/^.*Check that the machine still exists/);
  await expect(terminal.ended).toContainText('The node could not be entered.');
  expect(await violations(maya.page)).toEqual([]);
  await expect(terminal.ended).not.toContainText(/bastion/i);
});
