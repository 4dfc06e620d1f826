import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills a terminal's first process and, for `all`, everything that was started from it: job control spreads a shell's children over process groups,
 * but all of them stay in the terminal session that carries the first one's number.
 */
export function killTerminalSession(pid: number, which: 'first' | 'all'): void {
  for (const target of [-pid, pid]) kill(target);
  if (which === 'first') return;
  if (process.platform !== 'linux') {
    execFile('pkill', ['-KILL', '-s', String(pid)], () => undefined);
    return;
  }
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name) && sessionOf(name) === pid) kill(Number(name));
  }
}

/** The session number in /proc/<pid>/stat: the fourth field behind the command's closing parenthesis. */
function sessionOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
  } catch {
    // Ended between being listed and being read.
    return undefined;
  }
}

function kill(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch {
    // Gone already, or not the leader of a group.
  }
}
