import { expect, test } from '../journey';
import { Approvals } from '../screens/approvals';
import { Audit } from '../screens/audit';
import { Connect } from '../screens/connect';
import { Live } from '../screens/live';
import { Player } from '../screens/player';
import { TerminalPage } from '../screens/terminal';

test('ask, approve, launch, work, be watched, be ended, and have all of it on record', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const priya = await enter('Priya Raman');
  const kenji = await enter('Kenji Watanabe');

  await test.step('Maya asks for production and is told whose yes it takes', async () => {
    const connect = new Connect(maya.page);
    await connect.goto(world.url);
    const sheet = await connect.ask('orders-db');
    await expect(sheet.whatAYesTakes).toContainText('approvers');
    await sheet.reason.fill('Orders are stuck in state paid since 13:40');
    await sheet.ticket.fill('INC-2281');
    await sheet.send.click();
    await expect(sheet.dialog).toBeHidden();
    await expect(connect.row('orders-db')).toContainText('Waiting for');
  });

  await test.step('Priya sees it without a reload and says yes', async () => {
    const approvals = new Approvals(priya.page);
    await approvals.goto(world.url);
    await expect(priya.page.getByText('Orders are stuck in state paid since 13:40').first()).toBeVisible();
    await approvals.chosen.sayYes();
    await expect(priya.page.getByText(/^Open until /).first()).toBeVisible();
  });

  const terminal = new TerminalPage(maya.page, maya.tap);
  await test.step('Maya’s page knows at once, and the bastion starts before her eyes', async () => {
    await new Connect(maya.page).openNow('orders-db');
    await expect(terminal.launch).toContainText('No bastion was up in production');
    await terminal.ready();
    const steps = maya.tap.messages.flatMap((message) => (message.type === 'step' ? [message.step] : []));
    for (const step of ['asked', 'placed', 'networkAttached', 'imagePulled', 'agentConnected', 'channelOpened'])
      expect(steps).toContain(step);
  });
  const terminalId = await terminal.id();

  await test.step('the shell works', async () => {
    await terminal.run('echo orders-$((20 + 22))');
    await expect(terminal.screen).toContainText('orders-42');
  });

  const watched = new TerminalPage(kenji.page, kenji.tap);
  await test.step('Kenji finds it among what is live, watches, and Maya can see that', async () => {
    const live = new Live(kenji.page);
    await live.goto(world.url);
    await live.tile('orders-db', 'Maya Okafor').click();
    await expect(watched.screen).toContainText('orders-42');
    await expect(maya.page.getByText('Kenji watches')).toBeVisible();
    await terminal.run('echo seen-$((1 + 1))');
    await expect(watched.screen).toContainText('seen-2');
  });

  await test.step('Kenji ends it with a reason; Maya reads who and why', async () => {
    await watched.end.click();
    await watched.dialog.getByRole('textbox').fill('Release freeze begins now');
    await watched.dialog.getByRole('button', { name: 'End 1 terminal' }).click();
    await expect(terminal.ended).toContainText('Kenji Watanabe ended this terminal.');
    await expect(terminal.ended).toContainText('Release freeze begins now');
    await expect(watched.ended).toBeVisible();
    await expect.poll(async () => (await world.aws()).sessions.filter((session) => session.isOpen).length).toBe(0);
  });

  await test.step('the recording is whole, plays, and can be searched', async () => {
    await terminal.ended.getByRole('link', { name: 'See the recording' }).click();
    const player = new Player(maya.page);
    await expect(player.check).toHaveText('Whole and unaltered');
    await player.play.click();
    await expect(player.pause).toBeVisible();
    await player.search.fill('orders-42');
    await expect(maya.page.getByText(/lines? holds? that\.|lines hold that\./)).toBeVisible();
    const cast = await maya.page.request.get(`${world.url}/api/recordings/${terminalId}`);
    expect(cast.status()).toBe(200);
    const [head = '', ...lines] = (await cast.text()).trimEnd().split('\n');
    expect(JSON.parse(head)).toMatchObject({ version: expect.any(Number) });
    const output = lines.map((line) => JSON.parse(line) as [number, string, string]).filter(([, kind]) => kind === 'o');
    expect(Buffer.from(output.map(([, , text]) => text).join(''))).toEqual(await world.recordedBytes(terminalId));
  });

  await test.step('the audit tells it in order and its chain holds', async () => {
    const audit = new Audit(kenji.page);
    await audit.goto(world.url);
    await audit.verify.click();
    await expect(audit.chain).toContainText('The chain is whole');
    await audit.narrow('target:orders-db');
    await audit.narrow('event:request.sent');
    await expect(kenji.page).toHaveURL(/q=target%3Aorders-db\+event%3Arequest\.sent/);
    await expect(audit.rows.first()).toContainText('request.sent');
    await expect(audit.rows.first()).toContainText('production.request');
    await kenji.page.getByRole('button', { name: 'Take away Event: request.sent' }).click();
    await expect(audit.rows.first()).not.toContainText('request.sent');
    const events = await world.sql<{ name: string }>(
      `SELECT name FROM audit_events WHERE terminal_id = $1 OR request_id =
         (SELECT g.request_id FROM terminals t JOIN grants g ON g.id = t.grant_id WHERE t.id = $1) ORDER BY sequence`,
      [terminalId],
    );
    const names = events.map(({ name }) => name);
    expect(names[0]).toBe('request.sent');
    for (const name of ['request.approved', 'terminal.opened', 'terminal.watched', 'terminal.ended'])
      expect(names).toContain(name);
  });
});
