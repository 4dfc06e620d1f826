import { closeSync, mkdirSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LocalAwsOptions } from '../aws/start';
import { type GuardedProcess, spawnGuarded } from '../guard/spawn-guarded';
import { logTail } from './log-tail';

export type RunningAws = {
  endpoint: string;
  /** Variables that steer an unmodified AWS SDK to it. */
  environment: Record<string, string>;
  process: GuardedProcess;
};

/** Starts the local AWS as a process of its own, which ends, shells included, with this one. */
export async function startAws(options: Omit<LocalAwsOptions, 'log'>, logPath: string): Promise<RunningAws> {
  mkdirSync(options.dataFolder, { recursive: true });
  const output = openSync(logPath, 'a', 0o600);
  const { PATH = '', HOME = '', LANG = 'C.UTF-8' } = process.env;
  const child = await spawnGuarded({
    command: process.execPath,
    args: [
      '--import',
      import.meta.resolve('tsx'),
      fileURLToPath(new URL('./aws-child.ts', import.meta.url)),
      JSON.stringify(options),
    ],
    // Where the aliases of its imports are explained.
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PATH, HOME, LANG },
    output,
    readOutput: true,
    stopSignal: 'SIGTERM',
    graceMs: 10_000,
  }).finally(() => closeSync(output));
  const line = await firstLine(child);
  if (line === undefined) {
    await child.stop();
    throw new Error(`The local AWS did not start. It said:\n${logTail(logPath)}`);
  }
  return { ...(JSON.parse(line) as { endpoint: string; environment: Record<string, string> }), process: child };
}

async function firstLine({ stdout }: GuardedProcess): Promise<string | undefined> {
  if (!stdout) return undefined;
  const lines = createInterface({ input: stdout });
  return new Promise((resolve) => {
    // Only the first line is for us; the rest is read and dropped so that the writer never blocks.
    lines.once('line', resolve);
    lines.once('close', () => resolve(undefined));
  });
}
