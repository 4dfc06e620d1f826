import type { Person } from './journey';
import { Connect } from './screens/connect';
import { TerminalPage } from './screens/terminal';
import type { World } from './world';

/** A terminal on a target that policy opens without asking anybody, up to its first prompt. */
export async function openAtOnce(world: World, { page, tap }: Person, target: string): Promise<TerminalPage> {
  const connect = new Connect(page);
  await connect.goto(world.url);
  await connect.openAtOnce(target, 'Looking at what the journey asks for');
  return new TerminalPage(page, tap).ready();
}
