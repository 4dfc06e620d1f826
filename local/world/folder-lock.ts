import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processFacts } from '../guard/process-facts';
import { StartRefused } from './settings';

/** Keeps the data folder for this process; throws StartRefused while another live process has it. Returns the release. */
export function lockFolder(dataFolder: string): () => void {
  const lock = join(dataFolder, 'lock');
  const own = `${lock}.${process.pid}`;
  const startedAt = processFacts(process.pid)?.startedAt;
  writeFileSync(own, JSON.stringify({ pid: process.pid, startedAt }));
  try {
    for (;;) {
      try {
        // A link appears whole or not at all, so nobody ever reads half a lock.
        linkSync(own, lock);
        return () => rmSync(lock, { force: true });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const holder = readHolder(lock);
      if (holder && holder.startedAt === processFacts(holder.pid)?.startedAt) {
        throw new StartRefused(
          `Another Postern (process ${holder.pid}) is using ${dataFolder}: stop it first, or set POSTERN_DATA to another folder.`,
        );
      }
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function readHolder(lock: string): { pid: number; startedAt: string } | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(lock, 'utf8'));
    return Number.isInteger(pid) && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}
