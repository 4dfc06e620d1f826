import { expect } from '@playwright/test';
import type { Person } from './journey';
import { Connect } from './screens/connect';
import type { World } from './world';

/** A request for each target, sent from the sheets of the Connect page; their ids and numbers in that order. */
export async function askFor(
  world: World,
  { page }: Pick<Person, 'page'>,
  targets: readonly string[],
  reason = 'A mandate was booked twice, looking for the second one',
): Promise<{ id: string; number: number }[]> {
  const connect = new Connect(page);
  await connect.goto(world.url);
  const sent: { id: string; number: number }[] = [];
  for (const target of targets) {
    const sheet = await connect.ask(target);
    await sheet.reason.fill(reason);
    await sheet.send.click();
    await expect(sheet.dialog).toBeHidden();
    const [request] = await world.sql<{ id: string; number: number }>(
      'SELECT id, number FROM access_requests ORDER BY number DESC LIMIT 1',
    );
    if (request === undefined) throw new Error(`nothing was asked for ${target}`);
    sent.push(request);
  }
  return sent;
}
