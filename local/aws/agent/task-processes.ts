import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { writeHome } from './home-files';
import { killTerminalSession } from './kill-terminal-session';
import { Pty } from './pty';
import { findBubblewrap, launchIn } from './sandbox';
import { Watchdog } from './watchdog';

// Nothing of ours is handed on; the type only insists on a variable that Next declares.
const bare = {} as NodeJS.ProcessEnv;
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const user = 'op';

interface Command {
  /** The task or node it runs on. */
  hostId: string;
  argv: string[];
  environment: Record<string, string>;
}

interface Host {
  hostname: string;
  running: Set<Pty>;
}

/** The processes of all tasks and nodes: each has a folder, a host name and an environment of its own, and nothing of the host's. */
export class TaskProcesses {
  readonly #folder: string;
  readonly #bubblewrap: string | undefined;
  readonly #watchdog = new Watchdog();
  readonly #log: (line: string) => void;
  readonly #hosts = new Map<string, Host>();

  constructor(folder: string, isolate: boolean, log: (line: string) => void) {
    this.#folder = folder;
    this.#log = log;
    // What an earlier run left behind belongs to no task any more.
    rmSync(folder, { recursive: true, force: true });
    const found = isolate ? findBubblewrap() : { missing: 'it was not wanted' };
    this.#bubblewrap = 'file' in found ? found.file : undefined;
    if ('missing' in found) log(`tasks run without isolation: ${found.missing}`);
  }

  /** True when tasks are walled off by bubblewrap on this machine. */
  get isolated(): boolean {
    return this.#bubblewrap !== undefined;
  }

  /** Makes the folder of a task or node that is about to run. */
  prepare(hostId: string, hostname: string, address: string): void {
    writeHome(join(this.#folder, hostId), hostname, address);
    this.#hosts.set(hostId, { hostname, running: new Set() });
  }

  /** Starts a command on a terminal of its own; throws with the agent's text when it cannot be started. */
  start(command: Command, onData: (bytes: Buffer) => void, onEnd: (exitCode: number) => void): Pty {
    const { running } = this.#hostOf(command);
    const pty: Pty = new Pty({ ...this.#launch(command), cols: 80, rows: 24 }, onData, (exitCode) => {
      running.delete(pty);
      // What a shell left in the background dies with it; bubblewrap sees to that by itself.
      if (!this.isolated) killTerminalSession(pty.pid, 'all');
      this.#watchdog.forget(pty.pid);
      onEnd(exitCode);
    });
    running.add(pty);
    this.#watchdog.watch(pty.pid);
    return pty;
  }

  /** Starts a command without a terminal and without input, leading a process group; throws when it cannot be started. */
  startPlain(command: Command): ChildProcess {
    const { file, args, ...where } = this.#launch(command);
    const child = spawn(file, args, {
      cwd: where.cwd,
      env: { ...bare, ...where.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { pid } = child;
    if (pid !== undefined) {
      this.#watchdog.watch(pid);
      child.once('close', () => this.#watchdog.forget(pid));
    }
    return child;
  }

  /** Kills a command that has no terminal, and what it started. */
  killPlain(child: ChildProcess): void {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      killTerminalSession(child.pid, this.isolated ? 'first' : 'all');
  }

  #hostOf({ hostId }: Command): Host {
    const host = this.#hosts.get(hostId);
    if (!host) throw new Error('the container is not running');
    return host;
  }

  #launch(command: Command) {
    const { hostname } = this.#hostOf(command);
    const [file] = command.argv;
    if (!file) throw new Error('there is no command');
    const found = findExecutable(file);
    if (!found) throw new Error(`exec: "${file}": executable file not found in $PATH`);
    return launchIn(
      {
        folder: join(this.#folder, command.hostId),
        hostname,
        user,
        environment: {
          ...command.environment,
          PATH: path,
          TERM: 'xterm-256color',
          LANG: 'C.UTF-8',
          TZ: 'UTC',
          USER: user,
          LOGNAME: user,
          SHELL: '/bin/bash',
          HOSTNAME: hostname,
          PS1: `${user}@${hostname} $ `,
        },
      },
      [found, ...command.argv.slice(1)],
      this.#bubblewrap,
    );
  }

  /** Kills a command and everything started from its terminal, at once. */
  kill(pty: Pty): void {
    // Killing bubblewrap takes its whole process space with it, without a look at every process of the host.
    if (!pty.exited) killTerminalSession(pty.pid, this.isolated ? 'first' : 'all');
    // A shell that is gone must not wait for somebody to read its last words.
    pty.resume();
  }

  /** Ends all processes of a task or node and removes its folder once they are gone. */
  async remove(hostId: string): Promise<void> {
    const running = this.#hosts.get(hostId)?.running ?? new Set();
    this.#hosts.delete(hostId);
    for (const pty of running) this.kill(pty);
    await Promise.all([...running].map((pty) => pty.ended));
    // A process that is dying may still close a file in here; what is left over goes at the next start.
    await rm(join(this.#folder, hostId), { recursive: true, force: true, maxRetries: 5 }).catch((error: unknown) =>
      this.#log(`folder ${hostId} stays: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.#hosts.keys()].map((hostId) => this.remove(hostId)));
    this.#watchdog.close();
  }
}

function findExecutable(file: string): string | undefined {
  const candidates = file.includes('/') ? [file] : path.split(delimiter).map((folder) => join(folder, file));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
