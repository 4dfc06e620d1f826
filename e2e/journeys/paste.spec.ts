import { createHash } from 'node:crypto';
import { expect, test } from '../journey';
import { openAtOnce } from '../open-at-once';

test('a thousand pasted lines arrive as they were, after one question', async ({ enter, world }) => {
  const maya = await enter('Maya Okafor');
  const terminal = await openAtOnce(world, maya, 'paste-shell');
  const lines = Array.from(
    { length: 1_000 },
    (_, index) => `${index + 1}: insert into orders values ('日本 ${index * 7919}');`,
  );
  const text = `${lines.join('\n')}\n`;

  await terminal.run('stty -echo; cat > pasted; stty echo; echo ready-$((1)); sha256sum < pasted');
  await terminal.paste(text);
  await expect(terminal.dialog).toContainText('Paste 1\u202f000 lines into development?');
  await expect(terminal.dialog).toContainText("1: insert into orders values ('日本 0');");

  await test.step('leaving it out sends nothing', async () => {
    await terminal.dialog.getByRole('button', { name: 'Leave it out' }).click();
    await expect(terminal.dialog).toBeHidden();
  });

  await test.step('confirming sends all of it', async () => {
    await terminal.paste(text);
    await terminal.dialog.getByRole('button', { name: 'Paste 1\u202f000 lines', exact: true }).click();
    await expect(terminal.input).toBeFocused();
    await maya.page.keyboard.press('Control+D');
    await expect(terminal.screen).toContainText(createHash('sha256').update(text).digest('hex'));
  });
});
