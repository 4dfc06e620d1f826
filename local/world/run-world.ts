import { ensurePagesBuilt } from '../build-pages';
import { IdentityPortTaken } from '../identity/listen-as-before';
import { type Environment, StartRefused } from './settings';
import { type RunningWorld, startEverything } from './start-everything';
import { welcome } from './welcome';

export type RunOptions = {
  /** Folder of the product. */
  root: string;
  environment: Environment;
  development: boolean;
  /** Arguments for Node that run the server; the product's own, with its pages built first, when left out. */
  serverCommand?: string[];
};

/** Runs the whole world as this process's one job: until a signal, the end of its parent, or the death of any part. */
export async function runWorld({ root, environment, development, serverCommand }: RunOptions): Promise<void> {
  const parent = process.ppid;
  const log = (line: string) => console.log(line);
  const wanted = new AbortController();
  let starting: Promise<RunningWorld> | undefined;
  let leaving = false;

  async function leave(exitCode: number, why: string): Promise<void> {
    if (leaving) return;
    leaving = true;
    console.error(why);
    // A part that never ends is killed by its guard as soon as this process is gone.
    setTimeout(() => process.exit(1), 45_000).unref();
    wanted.abort(new StartRefused(why));
    const world = await starting?.catch(() => undefined);
    await world?.close().catch((error: Error) => console.error(error.message));
    process.exit(exitCode);
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void leave(0, 'Stopping'));
  // npm runs its scripts under a shell that passes no signal on: whoever stops npm leaves us to another parent.
  setInterval(() => {
    if (process.ppid !== parent) void leave(0, 'The process that started this is gone: stopping');
  }, 500).unref();

  starting = startEverything({
    ...{ root, environment, log, development, serverCommand, signal: wanted.signal },
    beforeServer: development || serverCommand ? undefined : () => ensurePagesBuilt(root, log, wanted.signal),
  });
  let world: RunningWorld;
  try {
    world = await starting;
  } catch (error) {
    return leave(1, textOf(error));
  }
  if (leaving) return;
  for (const line of welcome(world)) log(line);
  await leave(1, await world.failed);
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected =
    error instanceof StartRefused || error instanceof IdentityPortTaken || error.name === 'MigrationRefused';
  return isExpected ? error.message : (error.stack ?? error.message);
}
