import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type GuardedProcess, spawnGuarded } from '../guard/spawn-guarded';
import { logTail } from './log-tail';

const READY_WITHIN_MS = 60_000;

export type ServerOptions = {
  /** Folder of the product; the command runs in it. */
  root: string;
  /** Arguments for Node. */
  command: string[];
  environment: Record<string, string>;
  /** Loopback address at which /api/health answers. */
  probeUrl: string;
  /** Its output goes to this file, from the beginning; undefined sends it to our own. */
  logPath?: string;
  /** Stops the waiting, and the server with it. */
  signal?: AbortSignal;
};

/** Starts the product's server as a process that cannot outlive this one, and waits until /api/health answers 200. */
export async function startServer(options: ServerOptions): Promise<GuardedProcess> {
  const { root, command, environment, logPath } = options;
  const output = logPath === undefined ? 'inherit' : openSync(logPath, 'a', 0o600);
  const server = await spawnGuarded({
    command: process.execPath,
    args: command,
    cwd: root,
    env: environment,
    output,
    stopSignal: 'SIGTERM',
    graceMs: 20_000,
  });
  if (output !== 'inherit') closeSync(output);
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (!(await isHealthy(options.probeUrl))) {
    if (ended || options.signal?.aborted || Date.now() > giveUpAt) {
      const why = ended ? 'ended while starting' : `was not ready within ${READY_WITHIN_MS / 1_000} s`;
      await server.stop();
      options.signal?.throwIfAborted();
      const said = logPath === undefined ? '' : ` It said:\n${logTail(logPath)}`;
      throw new Error(`The server ${why}.${said}`);
    }
    await delay(50);
  }
  return server;
}

async function isHealthy(probeUrl: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/api/health', probeUrl), { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
