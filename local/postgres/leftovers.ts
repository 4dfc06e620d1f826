import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processFacts } from '../guard/process-facts';

/**
 * Makes a cluster folder startable after a crash: ends a server whose guard was killed, removes a stale lock file.
 * Throws when another starter is using the folder properly.
 */
export async function clearLeftovers(cluster: string): Promise<void> {
  const lockFile = join(cluster, 'postmaster.pid');
  const pid = pidIn(lockFile);
  if (pid === undefined) return;
  if (!servesCluster(pid, cluster)) {
    // The process id has been given to somebody else since, who would make Postgres refuse to start.
    rmSync(lockFile, { force: true });
    return;
  }
  const guard = processFacts(processFacts(pid)?.parentPid ?? 0);
  if (guard?.command.includes('guard.mjs')) {
    throw new Error(
      `A Postgres is already running on ${cluster} (process ${pid}); stop the one that started it first.`,
    );
  }
  process.kill(pid, 'SIGINT');
  for (let waitedMs = 0; servesCluster(pid, cluster); waitedMs += 50) {
    if (waitedMs === 5_000) process.kill(pid, 'SIGKILL');
    if (waitedMs > 10_000) throw new Error(`The Postgres left over from an earlier run (process ${pid}) does not end.`);
    await delay(50);
  }
}

function pidIn(lockFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function servesCluster(pid: number, cluster: string): boolean {
  const facts = processFacts(pid);
  if (!facts?.command.includes('postgres')) return false;
  return facts.cwd === undefined ? facts.command.includes(cluster) : facts.cwd === realpathSync(cluster);
}
