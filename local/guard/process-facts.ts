import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';

export type ProcessFacts = {
  parentPid: number;
  command: string;
  /** Tells two processes apart that had the same id one after the other; comparable within one boot only. */
  startedAt: string;
  cwd?: string;
};

/** What is known of a running process, or undefined when there is none; a zombie counts as none. */
export function processFacts(pid: number): ProcessFacts | undefined {
  return existsSync('/proc/self/stat') ? factsFromProc(pid) : factsFromPs(pid);
}

function factsFromProc(pid: number): ProcessFacts | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself hold spaces and parentheses, so count from the last one.
    // Field 3 is the state, field 4 the parent, field 22 the start in clock ticks since boot.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parentPid] = fields;
    if (state === 'Z' || state === 'X') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { parentPid: Number(parentPid), command, startedAt: fields[19] ?? '', cwd: readLink(`/proc/${pid}/cwd`) };
  } catch {
    return undefined;
  }
}

function factsFromPs(pid: number): ProcessFacts | undefined {
  try {
    const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } } as const;
    const line = execFileSync('ps', ['-o', 'ppid=,lstart=,command=', '-p', String(pid)], options).trim();
    // lstart is five words: Sun Nov 22 09:00:00 2026.
    const [, parentPid, startedAt, command] = /^(\d+)\s+((?:\S+\s+){4}\S+)\s+(.*)$/s.exec(line) ?? [];
    if (startedAt === undefined || command === undefined) return undefined;
    return { parentPid: Number(parentPid), command, startedAt };
  } catch {
    return undefined;
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // Another account's process: its folder is not ours to know.
    return undefined;
  }
}
