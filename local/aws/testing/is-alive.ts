import { spawnSync } from 'node:child_process';

/** Whether a process runs; one that is dead and only waits for its parent to notice does not. */
export function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)])
    .stdout.toString()
    .trim();
  return state !== '' && !state.startsWith('Z');
}
